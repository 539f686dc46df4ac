namespace Stylize.Engine.Tests.Segmentation;

/// <summary>A CSV table of Oracle/, embedded in this assembly.</summary>
internal sealed class OracleTable
{
    private readonly string[] _head;

    private OracleTable(IEnumerable<string> lines)
    {
        var rows = lines.Where(l => l.Length > 0).Select(l => l.Split(',')).ToList();
        _head = rows[0];
        Rows = rows[1..];
    }

    public IReadOnlyList<string[]> Rows { get; }

    public IReadOnlyList<string> Head => _head;

    public static OracleTable Embedded(string name)
    {
        using var stream = typeof(OracleTable).Assembly.GetManifestResourceStream($"Segmentation.Oracle.{name}")!;
        using var reader = new StreamReader(stream);
        return new OracleTable(reader.ReadToEnd().Split('\n'));
    }

    public string Text(string[] row, string column) => row[Array.IndexOf(_head, column)];

    public double? Number(string[] row, string column) =>
        Text(row, column) is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;
}
