import java.nio.file.Path;
import java.time.Duration;
import org.neo4j.configuration.GraphDatabaseInternalSettings;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.io.ByteUnit;

/**
 * A Neo4j community server for tests: HOME keeps its data, PORT speaks Bolt on the loopback address. With -Dwiped=true
 * it is one whose database is wiped over and over: it plans every question once. -Dpagecache=N is its page cache in MiB.
 */
public class Neo4jServer {
    public static void main(String[] arguments) throws Exception {
        var home = Path.of(arguments[0]);
        var address = new SocketAddress("127.0.0.1", Integer.parseInt(arguments[1]));
        var builder = new DatabaseManagementServiceBuilder(home)
                .setConfig(BoltConnector.enabled, true)
                .setConfig(BoltConnector.listen_address, address)
                .setConfig(BoltConnector.advertised_address, address)
                .setConfig(GraphDatabaseSettings.auth_enabled, true)
                .setConfig(GraphDatabaseSettings.pagecache_memory, ByteUnit.mebiBytes(Integer.getInteger("pagecache", 512)))
                .setConfig(GraphDatabaseSettings.lock_acquisition_timeout, Duration.ofSeconds(30));
        if (Boolean.getBoolean("wiped")) {
            // Neither other counts nor a list of another size are a reason to plan anew: tests have few rows of all.
            builder.setConfig(GraphDatabaseSettings.cypher_min_replan_interval, Duration.ofHours(1))
                    .setConfig(GraphDatabaseInternalSettings.cypher_size_hint_parameters, false);
        }
        var server = builder.build();
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
        System.out.println("ready " + address);
        Thread.currentThread().join();
    }
}
