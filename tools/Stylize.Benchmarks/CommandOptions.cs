namespace Stylize.Benchmarks;

/// <summary>The options of a command: words that begin with two hyphens, each followed by its value.</summary>
internal sealed class CommandOptions(string[] words)
{
    /// <summary>The full paths of the files that --images names.</summary>
    public string[] Images =>
        [.. (Text("images") ?? throw new ArgumentException("Give files: --images.")).Split(',')
            .Select(Path.GetFullPath)];

    public string? Text(string name) =>
        Array.IndexOf(words, "--" + name) is >= 0 and var at && at + 1 < words.Length ? words[at + 1] : null;

    public double Number(string name, double otherwise) => Text(name) is { } text ? Parse(text) : otherwise;

    public int Integer(string name, int otherwise) => (int)Number(name, otherwise);

    public double[] Numbers(string name, params double[] otherwise) => Text(name) is { } text ? List(text) : otherwise;

    /// <summary>Parses numbers separated by commas.</summary>
    public static double[] List(string text) => [.. text.Split(',').Select(Parse)];

    private static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
