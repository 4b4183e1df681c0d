"""A town too large for a town's few names and days of birth: names and birthdays spread as in a city.

Owns: the share of the language that a city's names are drawn from. A hundred characters and ten lines of business make
92,000 names of two characters; a million firms out of them would bear each legal name three times, which no registry
allows, and blocks of near names would grow with the square of the city. So the characters grow with the root of the
number of firms (as many firms share a brand of two characters in a city as in a town), there are forty lines of
business, and people are born on all days of fifty years, sixty a day in a million, not a thousand on each of a few.
Refuses: rows (benchmarks.scale).
"""

from benchmarks.town import SIGNS, TRADES, Town

CITY, TOWN = 100_000, 60_000
"""Firms from which on a town is a city; firms for whom SIGNS are enough."""
MORE_SIGNS = (
    "爱奥百柏倍贝碧滨博彩灿策畅超辰晨驰川春纯翠丹迪典蝶顶定冬朵尔凡飞菲芬峰枫锋凤孚富刚高格冠桂贵果翰航浩禾合鹤"
    "衡虹鸿厚虎花环焕煌辉慧霁际捷杰洁津谨劲晶敬靖静九久玖巨聚君俊骏钧凯铠可坤朗磊蕾黎理礼丽立莲廉亮霖麟凌玲菱岭"
    "领流柳露路绿伦迈曼满梅萌梦米妙敏木牧沐睦纳南能念诺欧帕派盼培佩鑫朋品平普浦齐麒迁谦乾强桥钦勤青清晴秋群然仁"
    "融如儒锐若赛色善商绍深神升生圣晟石时实仕书舒帅双水朔思斯松苏素太坦唐特添甜田亭庭童图途拓完望维卫文沃悟西希"
    "熙喜霞先贤显香湘翔向笑心欣星行幸秀旭轩宣雪迅雅延言研燕依怡逸翼因银盈颖影映优悠有余雨玉育裕誉渊园圆月悦越韵"
    "展章昭哲真振征政之枝知致智钟重周珠竹紫自足尊左佐作"
)
MORE_TRADES = (
    "广告", "文化传媒", "电子商务", "服饰", "家具", "建材", "汽车销售", "汽车服务", "房地产开发", "物业管理",
    "教育咨询", "企业管理咨询", "人力资源", "环保科技", "新能源", "生物科技", "医疗器械", "医药", "化工", "电子科技",
    "网络科技", "园林绿化", "水利工程", "市政工程", "酒店管理", "旅游", "印刷", "包装材料", "五金", "纺织",
)  # fmt: skip
STEP, NUMBERS = 7_368_787, 19_980_000
"""Neighbours are born that many numbers apart, out of all that a county can give; no common divisor."""


class City(Town):
    """Who lives there, by number from 0."""

    __slots__ = ()

    @property
    def signs(self) -> str:
        """Characters that brands are made of."""
        every = SIGNS + MORE_SIGNS
        return every[: round(len(SIGNS) * max(1.0, self.firms / TOWN) ** 0.5)]

    @property
    def trades(self) -> tuple[str, ...]:
        """Lines of business."""
        return TRADES + MORE_TRADES

    def resident(self, n: int) -> str:
        """The person's resident number."""
        county, within = divmod(n, NUMBERS)
        return Town.resident(self, county * NUMBERS + within * STEP % NUMBERS)


def settled(firms: int, persons: int, seed: int) -> Town:
    """The town, or city, of so many."""
    return (City if firms > CITY else Town)(firms, persons, seed)
