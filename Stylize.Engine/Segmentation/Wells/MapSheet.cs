using ExcelDataReader;

namespace Stylize.Engine.Segmentation.Wells;

/// <summary>The cells of a plate map: a text file, or a sheet of an Excel workbook.</summary>
/// <param name="Name">Name of the sheet; "" for a text file.</param>
/// <param name="Separator">The character between the fields of a text file.</param>
/// <param name="Rows">The rows with their numbers in the file.</param>
internal sealed record MapSheet(
    string Name, char Separator, IReadOnlyList<(int Line, IReadOnlyList<string> Fields)> Rows)
{
    /// <summary>Cells of all sheets: eight columns for each well of 100 plates are a third of them.</summary>
    private const int MaxCells = 4_000_000;

    /// <summary>Bytes of the parts of a workbook when they are decompressed.</summary>
    private const long MaxBytes = 1L << 29;

    /// <summary>Reads all sheets.</summary>
    /// <param name="path">
    /// Full path of a text file in UTF-8, in Latin-1 or in the encoding of its byte order mark, or of a workbook
    /// (.xlsx, .xls, .xlsb), with the name of a sheet after # if only that one is wanted.
    /// </param>
    /// <exception cref="StylizeException">OptionInvalid, with the path as target.</exception>
    public static IReadOnlyList<MapSheet> Read(string path)
    {
        var at = File.Exists(path) ? -1 : path.LastIndexOf('#');
        var (file, sheet) = at > 0 ? (path[..at], path[(at + 1)..]) : (path, null);
        byte[] bytes;
        try
        {
            bytes = InputFile.ReadAll(file, InputFile.TableBytes);
        }
        catch (StylizeException e)
        {
            throw PlateMap.Refused(path, $"cannot be read: {e.Message.TrimEnd('.')}", e);
        }

        var isWorkbook = bytes.AsSpan().StartsWith("PK\u0003\u0004"u8)
            || bytes.AsSpan().StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0]);
        if (!isWorkbook && sheet is not null) throw PlateMap.Refused(path, "is not a workbook, and has no sheets");

        MapSheet[] sheets = isWorkbook ? ReadWorkbook(path, bytes) : [ReadText(path, bytes)];
        return sheet is null ? sheets : [
            Array.Find(sheets, known => known.Name.Equals(sheet, StringComparison.OrdinalIgnoreCase))
                ?? throw PlateMap.Refused(path, $"has no sheet '{sheet}' ({Names(sheets)})"),
        ];
    }

    public static string Names(IEnumerable<MapSheet> sheets) =>
        "sheets: " + string.Join(", ", sheets.Select(sheet => sheet.Name));

    private static MapSheet ReadText(string path, byte[] bytes)
    {
        using var reader =
            new StreamReader(new MemoryStream(bytes), System.Text.Unicode.Utf8.IsValid(bytes)
                ? Encoding.UTF8 : Encoding.Latin1);
        var text = reader.ReadToEnd();
        var rows = CsvTable.Parse(text, out var open);
        if (open > 0) throw PlateMap.Refused(path, $"has a quotation mark in line {open} without a closing one");
        if (rows.Count == 0) throw PlateMap.Refused(path, "is empty");

        return new("", CsvTable.SeparatorOf(text), rows);
    }

    private static MapSheet[] ReadWorkbook(string path, byte[] bytes)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            var (sheets, cells) = (new List<MapSheet>(), 0L);
            RequireSmall(path, bytes);
            using var reader = ExcelReaderFactory.CreateReader(new MemoryStream(bytes));
            do
            {
                var rows = new List<string[]>();
                while (reader.Read())
                {
                    cells += reader.FieldCount;
                    if (cells > MaxCells) throw PlateMap.Refused(path, Invariant($"has more than {MaxCells:N0} cells"));

                    rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader.GetValue(i)))]);
                }

                Fill(rows, reader.MergeCells ?? []);
                sheets.Add(new(reader.Name, '\0', [.. rows.Select((row, i) => (i + 1, (IReadOnlyList<string>)row))]));
            }
            while (reader.NextResult());
            return [.. sheets];
        }
        catch (Exception e) when (e is not (OutOfMemoryException or StylizeException))
        {
            throw PlateMap.Refused(path, $"cannot be read as a workbook: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static void RequireSmall(string path, byte[] bytes)
    {
        if (bytes[0] != 'P') return;

        using var parts = new ZipArchive(new MemoryStream(bytes));
        if (parts.Entries.Sum(part => part.Length) > MaxBytes)
        {
            throw PlateMap.Refused(path, Invariant($"has more than {MaxBytes:N0} bytes after decompression"));
        }
    }

    /// <summary>Gives the text of merged cells, which the first one has, to all of them.</summary>
    private static void Fill(List<string[]> rows, CellRange[] merged)
    {
        foreach (var range in merged.Where(range => range.FromRow >= 0 && range.FromRow < rows.Count))
        {
            var text = rows[range.FromRow].ElementAtOrDefault(range.FromColumn) ?? "";
            foreach (var row in rows.Skip(range.FromRow).Take(range.ToRow - range.FromRow + 1))
            {
                var end = Math.Min(range.ToColumn, row.Length - 1);
                for (var column = range.FromColumn; column <= end; column++)
                {
                    row[column] = text;
                }
            }
        }
    }

    private static string Text(object? value) => value switch
    {
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
        // Excel computes with 15 digits: 0.1 + 0.2 is 0.3.
        double number => number.ToString("G15", CultureInfo.InvariantCulture),
        _ => System.Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
