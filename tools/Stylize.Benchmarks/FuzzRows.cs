using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Stylize.Cli;
using Stylize.Cli.Hosting;

namespace Stylize.Benchmarks;

/// <summary>
/// Databases in which one value was changed. The commands that read them must give a result or one typed error; an
/// export with an error must leave no file.
/// </summary>
internal static class FuzzRows
{
    private const int Side = 24;
    private const int DatatypeMismatch = 20;
    private const string Target = "to";

    private static readonly string[] Tables =
    [
        "experiment", "well", "channel", "condition", "run", "segmentation", "shift", "track", "tile", "cell",
        "intensity", "stylize_schema",
    ];

    private static readonly object[] Values =
    [
        DBNull.Value, "", "x", "12", "../x", "/etc/passwd", "..", "a\0b", "\u0007", new string('n', 300),
        new string('n', 100_000), 0L,
        1L, -1L, 2L, -5L, -100_000L, 65_536L, (long)int.MaxValue, 1L << 30, 1L << 31, 1L << 32, 1L << 40, long.MaxValue,
        long.MinValue, .5, -1.5, 1e308, -1e308, 1e-320, double.PositiveInfinity, double.NegativeInfinity,
        Array.Empty<byte>(), new byte[] { 0, 255, 254, 65 }, new byte[100_000],
    ];

    /// <summary>The input is a seed: the first sample stands for the unchanged database, the second for one without
    /// constraints.</summary>
    public static IEnumerable<FuzzTarget> All(FuzzFolder folder)
    {
        var databases = new Lazy<byte[][]>(() => Databases(folder));
        yield return new FuzzTarget("database-rows", [new byte[8], [1, .. new byte[7]]], bytes =>
        {
            var hash = SHA256.HashData(bytes);
            var isPlain = bytes.AsSpan().TrimStart((byte)0).Length == 0;
            folder.Put("plate/rows.sqlite", [.. databases.Value[isPlain ? 0 : hash[4] % 2]]);
            if (!isPlain)
            {
                Change(Path.Combine(folder.FullName, "plate/rows.sqlite"), new Random(BitConverter.ToInt32(hash)));
            }

            return Read(folder);
        });
    }

    private static bool Read(FuzzFolder folder)
    {
        var plate = Path.Combine(folder.FullName, "plate");
        var exported = Run(plate, "export", "rows.sqlite", "-o", Target, "--format", "all,overlay");
        var target = new DirectoryInfo(Path.Combine(plate, Target));
        var files = target.Exists ? target.GetFileSystemInfos("*", SearchOption.AllDirectories) : [];
        if (target.Exists)
        {
            target.Delete(recursive: true);
            if (!exported)
            {
                throw new InvalidOperationException(
                    $"A failed export left {string.Join(", ", files.Select(f => f.FullName))}");
            }
        }

        var tracks = Run(plate, "tracks", "rows.sqlite", "--json");
        return Run(plate, "merge", "rows.sqlite", "-o", "merged.sqlite", "--force") && tracks && exported;
    }

    /// <returns>True for a result, false for a typed error.</returns>
    private static bool Run(string folder, params string[] words)
    {
        using var error = new StringWriter();
        var exitCode = StylizeCommand.Run(
            words, new CommandHost { Out = TextWriter.Null, Error = error, WorkingFolder = folder });
        return exitCode is > 2 or < 0 || error.ToString().Contains("nexpected")
            ? throw new InvalidOperationException($"{words[0]}: exit code {exitCode}: {error}")
            : exitCode == 0;
    }

    /// <summary>Sets one value of one row to a value of the list, of another row or column, or next to its
    /// own.</summary>
    private static void Change(string path, Random random)
    {
        using var connection = Open(path);
        var table = Tables[random.Next(Tables.Length)];
        var columns = Read(connection, $"SELECT name FROM pragma_table_info('{table}')")
            .Select(row => (string)row[0]).ToList();
        var rows = Read(connection, $"SELECT * FROM [{table}]");
        if (rows.Count == 0) return;

        var (row, column) = (random.Next(rows.Count), random.Next(columns.Count));
        var value = random.Next(4) switch
        {
            0 => rows[random.Next(rows.Count)][random.Next(columns.Count)],
            1 when rows[row][column] is long number => number + random.Next(-2, 3),
            _ => Values[random.Next(Values.Length)],
        };
        using var update = connection.CreateCommand();
        update.CommandText = $"UPDATE OR IGNORE [{table}] SET [{columns[column]}] = @value WHERE "
            + string.Join(" AND ", columns.Select((name, i) => $"[{name}] IS @c{i}"));
        update.Parameters.AddWithValue("@value", value);
        for (var i = 0; i < columns.Count; i++)
        {
            update.Parameters.AddWithValue($"@c{i}", rows[row][i]);
        }

        try
        {
            update.ExecuteNonQuery();
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode == DatatypeMismatch)
        {
            // A column of integer keys accepts no other type.
        }
    }

    /// <summary>Returns the database of a small plate, and the same without the constraints of its tables.</summary>
    private static byte[][] Databases(FuzzFolder folder)
    {
        for (var timepoint = 0; timepoint < 2; timepoint++)
        {
            for (var tile = 1; tile <= 4; tile++)
            {
                folder.Put($"plate/tiles/P_A1_T{timepoint}_{tile}_DAPI.pgm", Tile(timepoint));
            }
        }

        folder.Put("plate/map.csv", Encoding.UTF8.GetBytes("well,dose\nA1,1.5\n"));
        var plate = Path.Combine(folder.FullName, "plate");
        if (!Run(
            plate, "segment", "tiles", "-o", ".", "--method", "otsu", "--track", "overlap", "--align", "DAPI",
            "--plate-map", "map.csv", "--minimum-area", "1", "--database", "rows.sqlite"))
        {
            throw new InvalidOperationException("The plate of the database cannot be segmented.");
        }

        var path = Path.Combine(plate, "rows.sqlite");
        var plain = File.ReadAllBytes(path);
        using (var connection = Open(path))
        {
            foreach (var table in Tables)
            {
                Execute(
                    connection,
                    $"CREATE TABLE copy AS SELECT * FROM [{table}]; DROP TABLE [{table}]; ALTER TABLE copy RENAME TO "
                    + $"[{table}]");
            }
        }

        return [plain, File.ReadAllBytes(path)];
    }

    private static byte[] Tile(int timepoint)
    {
        var pixels = new byte[Side * Side];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = ((i % Side) - timepoint, i / Side);
            var isBright = (x is >= 4 and < 10 && y is >= 5 and < 12) || (x is >= 14 and < 20 && y is >= 10 and < 18);
            pixels[i] = (byte)(isBright ? 200 - y : 10 + (i * 7 % 5));
        }

        return [.. Encoding.ASCII.GetBytes($"P5 {Side} {Side} 255\n"), .. pixels];
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False;Foreign Keys=False");
        connection.Open();
        Execute(connection, "PRAGMA legacy_alter_table = ON; PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY");
        return connection;
    }

    private static void Execute(SqliteConnection connection, string statements)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }

    private static List<object[]> Read(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)]);
        }

        return rows;
    }
}
