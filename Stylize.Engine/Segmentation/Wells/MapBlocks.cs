namespace Stylize.Engine.Segmentation.Wells;

/// <summary>
/// Layouts of a plate: a block per quantity, with the columns 1, 2, 3 and so on above it, the rows A, B, C and so on to
/// its left, and its title in the corner or in the line above.
/// </summary>
internal static class MapBlocks
{
    /// <summary>Returns the blocks of sheets as a table with one row per well; null if a sheet has none, or two
    /// have the same quantity.</summary>
    /// <param name="sheets">The path for errors, the rows, and a title for a single block without one.</param>
    /// <exception cref="StylizeException">OptionInvalid, with the path as target.</exception>
    public static IReadOnlyList<(int Line, IReadOnlyList<string> Fields)>? ToTable(IReadOnlyList<
        (string Path, IReadOnlyList<(int Line, IReadOnlyList<string> Fields)> Rows, string? Title)> sheets)
    {
        var found = sheets.Select(sheet => (sheet.Path, Blocks: Find(
            sheet.Path, [.. sheet.Rows.Select(row => (row.Line, row.Fields.Select(f => f.Trim()).ToArray()))],
            sheet.Title))).ToList();
        var quantities = found.SelectMany(sheet => sheet.Blocks
            .Select(block => (block.Plate, block.Title.ToUpperInvariant())).Distinct()).ToList();
        if (found.Exists(sheet => sheet.Blocks.Count == 0)
            || quantities.Distinct().Count() < quantities.Count) return null;

        var blocks = found.SelectMany(sheet => sheet.Blocks).ToList();
        string[] titles = [.. blocks.Select(block => block.Title).Distinct(StringComparer.OrdinalIgnoreCase)];
        var wells = new Dictionary<(string Plate, string Well), (int Line, string[] Fields)>();
        foreach (var (path, block) in found.SelectMany(sheet => sheet.Blocks.Select(block => (sheet.Path, block))))
        {
            var column = Array.FindIndex(titles, t => t.Equals(block.Title, StringComparison.OrdinalIgnoreCase));
            foreach (var (line, well, text) in block.Wells.Where(well => well.Text.Length > 0))
            {
                if (!wells.TryGetValue((block.Plate, well), out var known))
                {
                    known = (line, [block.Plate, well, .. titles.Select(_ => "")]);
                    wells.Add((block.Plate, well), known);
                }

                if (known.Fields[column + 2].Length > 0)
                {
                    throw PlateMap.Refused(
                        path, $"has two blocks '{block.Title}', the second one in line {block.Line}");
                }

                known.Fields[column + 2] = text;
            }
        }

        var skipped = blocks.TrueForAll(block => block.Plate.Length == 0) ? 1 : 0;
        return
        [
            (blocks[0].Line, ((string[])["plate", "well", .. titles])[skipped..]),
            .. wells.Values.Select(well => (well.Line, (IReadOnlyList<string>)well.Fields[skipped..])),
        ];
    }

    private sealed record Block(
        int Line, string Plate, string Title, IReadOnlyList<(int Line, string Well, string Text)> Wells);

    private static List<Block> Find(string path, (int Line, string[] Fields)[] rows, string? title)
    {
        var blocks = new List<Block>();
        var plate = "";
        for (var at = 0; at < rows.Length; at++)
        {
            var (line, fields) = rows[at];
            List<(int From, int To)> heads = at + 1 < rows.Length ? Heads(fields, rows[at + 1].Fields) : [];
            if (heads.Count == 0)
            {
                plate = PlateOf(fields) ?? plate;
                if (blocks.Count > 0 && fields.Count(field => field.Length > 0) > 2)
                {
                    throw PlateMap.Refused(path, $"has a line {line} that belongs to no block: its row or columns "
                        + "are not numbered like those before");
                }

                continue;
            }

            var end = at + 1;
            var first = RowOf(rows[end].Fields, heads[0].From);
            while (end < rows.Length && RowOf(rows[end].Fields, heads[0].From) == first + end - at - 1)
            {
                end++;
            }

            RequireInside(path, rows[at..end], heads);
            var other = blocks.Count == 0 && heads.Count == 1 ? title : null;
            blocks.AddRange(heads.Select(head => new Block(
                line, plate, Title(path, rows, at, head, heads.Count, other), Wells(rows[(at + 1)..end], head))));
            at = end - 1;
        }

        return blocks;
    }

    /// <summary>Returns the first and last field of each run of columns 1, 2, 3 and so on that has a row's name below
    /// and left of it.</summary>
    private static List<(int From, int To)> Heads(string[] fields, string[] below)
    {
        var heads = new List<(int, int)>();
        for (var from = 1; from < fields.Length; from++)
        {
            var to = from - 1;
            while (to + 1 < fields.Length && TryInteger(fields[to + 1], out var number) && number == to - from + 2)
            {
                to++;
            }

            if (to > from && to - from < WellName.MaxColumn && RowOf(below, from) is not null)
            {
                heads.Add((from, to));
                from = to;
            }
        }

        return heads;
    }

    /// <summary>Returns the number of the row whose name is left of a field; null for any other text.</summary>
    private static int? RowOf(string[] fields, int from) =>
        from <= fields.Length && fields[from - 1] is { Length: > 0 } name && !char.IsAsciiDigit(name[^1])
            ? WellName.Parse(name + "1")?.Row : null;

    private static (int Line, string Well, string Text)[] Wells(
        (int Line, string[] Fields)[] rows, (int From, int To) head) =>
    [
        .. rows.SelectMany(row => Enumerable.Range(head.From, head.To - head.From + 1).Select(i => (
            row.Line, WellName.FromPosition(RowOf(row.Fields, head.From) ?? 0, i - head.From + 1),
            i < row.Fields.Length ? row.Fields[i] : ""))),
    ];

    private static void RequireInside(
        string path, (int Line, string[] Fields)[] rows, List<(int From, int To)> heads)
    {
        foreach (var (line, fields) in rows)
        {
            if (fields.Index().FirstOrDefault(field => field.Item.Length > 0
                && !heads.Exists(head => field.Index >= head.From - 1 && field.Index <= head.To)).Item is { } outside)
            {
                throw PlateMap.Refused(
                    path, $"has '{outside}' in line {line} outside of the columns that are numbered from 1");
            }
        }
    }

    /// <summary>Returns the text in the corner, or the only text in the nearest line above that is not empty.</summary>
    private static string Title(
        string path, (int Line, string[] Fields)[] rows, int at, (int From, int To) head, int heads, string? other)
    {
        if (rows[at].Fields[head.From - 1] is { Length: > 0 } corner && corner.Any(char.IsLetterOrDigit)) return corner;

        var above = rows[..at].LastOrDefault(row => row.Fields.Any(field => field.Length > 0)).Fields ?? [];
        string[] texts =
        [
            .. above.Where((text, i) => text.Length > 0 && (heads == 1 || (i >= head.From - 1 && i <= head.To))),
        ];
        return texts.Distinct().Count() == 1 && PlateOf(above) is null && RowOf(above, head.From) is null ? texts[0]
            : other ?? throw PlateMap.Refused(path, $"has a block without a title in line {rows[at].Line}");
    }

    /// <summary>Returns the name of a plate in a line such as "Plate: P1" or "Barcode,P1".</summary>
    private static string? PlateOf(string[] fields)
    {
        string[] words =
        [
            .. fields.Where(field => field.Length > 0).SelectMany((field, i) => i == 0 ? field.Split(':', 2) : [field])
                .Select(word => word.Trim()).Where(word => word.Length > 0),
        ];
        return words.Length == 2 && MapColumns.IsOne(words[0], MapColumns.Plate) ? words[1] : null;
    }
}
