namespace Stylize.Engine.Tests.Golden;

/// <summary>A fixture with a line for each output: operation, case, file, content and hash, in ordinal order.</summary>
internal sealed class GoldenFile(string name)
{
    private const string Variable = "STYLIZE_GOLDEN";
    private const string Separator = " | ";
    private const int MaxShown = 20;

    private static readonly bool IsWriting = Environment.GetEnvironmentVariable(Variable) == "write";

    private readonly string _path = Checkout.Path("Stylize.Engine.Tests", "Golden", name);

    public static GoldenFile Drawn { get; } = new("drawn.txt");

    public static GoldenFile Samples { get; } = new("samples.txt");

    public static GoldenFile Combinations { get; } = new("combinations.txt");

    public static string Line(string part, string name, string file, string content) =>
        string.Join(Separator, part, name, file, content);

    /// <summary>Compares the lines of an operation with the fixture, or writes them.</summary>
    public void Check(string part, IEnumerable<string> lines)
    {
        string[] actual = [.. lines.Order(StringComparer.Ordinal)];
        Assert.Equal(actual.Distinct(), actual);
        if (IsWriting)
        {
            string[] all = [.. Read().Where(line => !IsOf(part, line)), .. actual];
            File.WriteAllText(_path, string.Concat(all.Order(StringComparer.Ordinal).Select(line => line + "\n")));
            return;
        }

        string[] expected = [.. Read().Where(line => IsOf(part, line))];
        string[] different =
        [
            .. expected.Except(actual).Select(line => "- " + line)
                .Concat(actual.Except(expected).Select(line => "+ " + line))
                .OrderBy(line => line[2..], StringComparer.Ordinal),
        ];
        if (different.Length == 0) return;

        string[] shown = [.. different.Take(MaxShown)];
        Assert.Fail($"""
            {different.Length} lines differ from {_path} (-: expected, +: now). The first {shown.Length}:
            {string.Join("\n", shown)}
            If the change is intended, run this command, and say in the commit why the outputs change:
            {Variable}=write dotnet test Stylize.Engine.Tests --filter FullyQualifiedName~Golden
            """);
    }

    private static bool IsOf(string part, string line) => line.StartsWith(part + Separator, StringComparison.Ordinal);

    private IEnumerable<string> Read() => File.Exists(_path) ? File.ReadAllLines(_path) : [];
}
