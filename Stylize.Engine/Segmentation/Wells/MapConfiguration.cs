namespace Stylize.Engine.Segmentation.Wells;

/// <summary>
/// The plate configuration of the R package cellHTS2: the number of wells and plates, and a table of plate, well and
/// content, in which patterns such as * and A0[1-2] name several, and later lines replace earlier ones.
/// </summary>
internal static partial class MapConfiguration
{
    private const int MaxPlates = 10_000;

    private static readonly string[] Contents = ["sample", "neg", "pos", "other", "empty"];

    /// <summary>Returns the configuration as a table with one row per well; null for any other file.</summary>
    /// <exception cref="StylizeException">OptionInvalid, with the path as target.</exception>
    public static IReadOnlyList<(int Line, IReadOnlyList<string> Fields)>? ToTable(
        string path, IReadOnlyList<(int Line, IReadOnlyList<string> Fields)> rows)
    {
        if (rows.Count < 3 || Count(rows[0], "wells") is not { } wells || Count(rows[1], "plates") is not { } plates)
        {
            return null;
        }

        var header = rows[2].Fields.Select(field => field.Trim().ToLowerInvariant()).ToList();
        var (plateAt, wellAt, contentAt) = (header.IndexOf("plate"), header.IndexOf("well"), header.IndexOf("content"));
        if (plateAt < 0 || wellAt < 0 || contentAt < 0)
        {
            throw PlateMap.Refused(path, $"has no columns Plate, Well and Content in line {rows[2].Line}");
        }

        // A plate of 96 wells has 8 rows and 12 columns.
        var height = (int)Math.Round(Math.Sqrt(wells / 1.5));
        if (height is < 1 or > WellName.MaxRow || wells % height != 0 || plates is < 1 or > MaxPlates)
        {
            throw PlateMap.Refused(path, $"has a number of wells or plates that is not known: {wells}, {plates}");
        }

        (int Line, Regex Plate, Regex Well, string Content)[] rules =
        [
            .. rows.Skip(3).Where(row => row.Fields.Any(field => field.Trim().Length > 0)).Select(row =>
            {
                if (row.Fields.Count != header.Count)
                {
                    throw PlateMap.Refused(
                        path, $"has {row.Fields.Count} fields in line {row.Line}, and {header.Count} columns");
                }

                return (row.Line, Pattern(row.Fields[plateAt]), Pattern(row.Fields[wellAt]),
                    row.Fields[contentAt].Trim());
            }),
        ];
        var isForAll = rows.Skip(3).All(row => row.Fields.ElementAtOrDefault(plateAt)?.Trim() is "*" or "" or null);
        string[] columns = isForAll ? ["well", "role", "compound"] : ["plate", "well", "role", "compound"];
        return
        [
            (rows[2].Line, columns),
            .. Enumerable.Range(1, isForAll ? 1 : plates).SelectMany(plate => Enumerable.Range(0, wells).Select(i =>
            {
                var well = $"{WellName.RowOf((i * height / wells) + 1)}{(i % (wells / height)) + 1:00}";
                var rule = Array.FindLast(rules, r => (isForAll || r.Plate.IsMatch(Invariant($"{plate}")))
                    && r.Well.IsMatch(well));
                var isKnown = Contents.Contains(rule.Content?.ToLowerInvariant() ?? "other");
                string[] fields = [Invariant($"{plate}"), well, isKnown ? rule.Content ?? "other" : "other",
                    isKnown ? "" : rule.Content!];
                return (rule.Line, (IReadOnlyList<string>)(isForAll ? fields[1..] : fields));
            })),
        ];

        Regex Pattern(string text)
        {
            try
            {
                var pattern = text.Trim() is "*" ? ".*" : text.Trim();
                return new Regex($"^(?:{pattern})$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking);
            }
            catch (Exception e) when (e is ArgumentException or NotSupportedException)
            {
                throw PlateMap.Refused(path, $"has '{text}', which is not a pattern of plates or wells", e);
            }
        }
    }

    private static int? Count((int Line, IReadOnlyList<string> Fields) row, string name) =>
        Number().Match(string.Join(' ', row.Fields)) is { Success: true } match
            && match.Groups[1].Value.Equals(name, StringComparison.OrdinalIgnoreCase)
            && TryInteger(match.Groups[2].ValueSpan, out var number) ? number : null;

    [GeneratedRegex(@"^\s*(\w+)\s*:\s*(\d{1,6})\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
