using System.Text.RegularExpressions;

namespace Stylize.Benchmarks.Figures;

/// <summary>
/// Writes docs/evidence/performance.md from measurements on this machine, or prints one of its tables. The page is
/// performance.template with a table for each placeholder.
/// </summary>
internal static partial class FigureReport
{
    public const string Name = "report";

    /// <summary>Command of the child processes that measure vectors.</summary>
    public const string VectorsCommand = "vectors";

    /// <summary>Command that returns at once, to measure the start of .NET.</summary>
    public const string NothingCommand = "nothing";

    private const string Command = "dotnet run -c Release --project tools/Stylize.Benchmarks -- report";

    private static readonly Figure[] All =
        [.. CommandFigures.All, .. PixelArtFigures.All, .. DotArtFigures.All, .. GaussianFigures.All,
            .. SegmentationFigures.All];

    /// <param name="arguments">[--only TABLE] [--command stylize] [--module Stylize.psd1] [--list]</param>
    public static int Run(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (arguments is ["--list"])
        {
            Console.WriteLine(string.Join('\n', All.Select(figure => figure.Name)));
            return 0;
        }

        if (arguments.Length % 2 != 0) return BenchmarkCommands.Usage();

        var values = arguments.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
        if (values.Keys.Except(["--only", "--command", "--module"]).Any()) return BenchmarkCommands.Usage();

        try
        {
            // Publishing takes minutes, so missing pictures are reported before.
            _ = FigureContext.Data("kodak") + FigureContext.Data("nuclei");
        }
        catch (FileNotFoundException missing)
        {
            Console.Error.WriteLine(missing.Message);
            return 2;
        }

        using var context =
            new FigureContext(values.GetValueOrDefault("--command"), values.GetValueOrDefault("--module"));
        return values.TryGetValue("--only", out var only) ? PrintOne(context, only) : WritePage(context);
    }

    private static int PrintOne(FigureContext context, string name)
    {
        if (Array.Find(All, figure => figure.Name == name) is not { } figure)
        {
            Console.Error.WriteLine($"Unknown table '{name}'. '{Command} --list' lists the tables.");
            return 2;
        }

        Console.WriteLine(figure.Measure(context).ToMarkdown());
        return 0;
    }

    private static int WritePage(FigureContext context)
    {
        var failures = 0;
        var template = File.ReadAllText(
            Path.Combine(context.Root, "tools", "Stylize.Benchmarks", "Figures", "performance.template"));
        var page = Placeholder().Replace(template.ReplaceLineEndings("\n"), match => match.Groups[1].Value is "machine"
            ? Machine.Describe(context.Root).ToMarkdown()
            : Measure(context, All.Single(figure => figure.Name == match.Groups[1].Value), ref failures));
        File.WriteAllText(Path.Combine(context.Root, "docs", "evidence", "performance.md"), page);
        context.Log("Wrote docs/evidence/performance.md." + (failures == 0 ? "" : $" Tables that failed: {failures}."));
        return failures == 0 ? 0 : 1;
    }

    /// <summary>Returns the command of a table, and the table.</summary>
    private static string Measure(FigureContext context, Figure figure, ref int failures)
    {
        var command = $"    {Command} --only {figure.Name}\n\n";
        context.Log(figure.Name);
        try
        {
            return command + figure.Measure(context).ToMarkdown();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            failures++;
            context.Log($"{figure.Name} failed: {e}");
            return $"{command}{FigureText.Wrap($"Not measured: {e.Message}")}\n";
        }
    }

    [GeneratedRegex(@"^\{\{([a-z-]+)\}\}\n", RegexOptions.Multiline)]
    private static partial Regex Placeholder();
}
