#!/usr/bin/env python3
"""compare_rows.py DATABASE: rows a second of processor time by which Python's executemany puts the cells and intensities of a segmentation database
into the same tables, without and with foreign keys. Compare with `segmentation rows`, run in the same minute."""
import os, resource, sqlite3, sys, tempfile


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


source = sqlite3.connect(sys.argv[1])
schema = [row[0] for row in source.execute("select sql from sqlite_master where sql is not null and type in ('table', 'index')")]
names = [row[0] for row in source.execute("select name from sqlite_master where type = 'table'")]
rows = {name: source.execute(f"select * from {name}").fetchall() for name in names}
big = ("cell", "intensity")
for keys in (0, 1):
    best = 0
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            target = sqlite3.connect(os.path.join(folder, "rows.sqlite"))
            target.execute("pragma foreign_keys = 0")
            for sql in schema:
                target.execute(sql)
            for name in names:
                if name not in big and rows[name]:
                    target.executemany(f"insert into {name} values ({','.join('?' * len(rows[name][0]))})", rows[name])
            target.commit()
            target.execute(f"pragma foreign_keys = {keys}")
            start = cpu()
            for name in big:
                target.executemany(f"insert into {name} values ({','.join('?' * len(rows[name][0]))})", rows[name])
            target.commit()
            best = max(best, sum(len(rows[name]) for name in big) / (cpu() - start))
            target.close()
    print(f"foreign keys {'on' if keys else 'off'}: {best:,.0f} rows a second of processor time")
