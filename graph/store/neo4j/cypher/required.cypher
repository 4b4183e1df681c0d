// == lacking
MATCH (n:$($label)) WHERE any(name IN $names WHERE n[name] IS NULL) RETURN count(n)
