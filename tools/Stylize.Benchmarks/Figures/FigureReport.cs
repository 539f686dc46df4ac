namespace Stylize.Benchmarks.Figures;

/// <summary>Writes docs/evidence/performance.md from measurements on this machine, or prints one of its tables.</summary>
internal static class FigureReport
{
    public const string Name = "report";

    /// <summary>Command of the child processes that measure vectors.</summary>
    public const string VectorsCommand = "vectors";

    /// <summary>Command that returns at once, to measure the start of .NET.</summary>
    public const string NothingCommand = "nothing";

    private const string Command = "dotnet run -c Release --project tools/Stylize.Benchmarks -- report";

    private static readonly FigureSection[] Sections =
        [CommandFigures.Section, PixelArtFigures.Section, DotArtFigures.Section, GaussianFigures.Section, SegmentationFigures.Section];

    /// <param name="arguments">[--only TABLE] [--command stylize] [--module Stylize.psd1] [--list]</param>
    public static int Run(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (arguments is ["--list"])
        {
            foreach (var figure in Sections.SelectMany(section => section.Figures))
            {
                Console.WriteLine($"{figure.Name,-24} {figure.Title}");
            }

            return 0;
        }

        if (arguments.Length % 2 != 0) return BenchmarkCommands.Usage();

        var values = arguments.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
        if (values.Keys.Except(["--only", "--command", "--module"]).Any()) return BenchmarkCommands.Usage();

        using var context = new FigureContext(values.GetValueOrDefault("--command"), values.GetValueOrDefault("--module"));
        return values.TryGetValue("--only", out var only) ? PrintOne(context, only) : WritePage(context);
    }

    private static int PrintOne(FigureContext context, string name)
    {
        if (Sections.SelectMany(section => section.Figures).FirstOrDefault(figure => figure.Name == name) is not { } figure)
        {
            Console.Error.WriteLine($"Unknown table '{name}'. '{Command} --list' lists the tables.");
            return 2;
        }

        Console.WriteLine(figure.Measure(context).ToMarkdown());
        return 0;
    }

    private static int WritePage(FigureContext context)
    {
        var page = new StringBuilder();
        var failures = 0;
        page.Append("# Performance\n\n");
        Paragraph("<!-- Generated. Change the text in tools/Stylize.Benchmarks/Figures and run the command below. -->");
        Paragraph("Time and memory of Stylize on one machine. Everything runs on the processor. The page is written by one command, from "
            + "the root of a checkout; it takes about 10 minutes and should have the machine to itself:");
        page.Append("    ").Append(Command).Append("\n\n");
        page.Append(Machine.Describe(context.Root).ToMarkdown()).Append('\n');
        Paragraph("The command above each table measures it again and prints it without changing the page. \"Goal\" columns say "
            + "whether a goal is met or **missed**. \"Described\" columns quote the documents that the systems follow; their figures "
            + "come from other machines. Photographs such as `kodim21.jpg` are those of the set `kodak` of `tools/fetch_data.py` in the "
            + "folder `$STYLIZE_DATA`, saved as JPEG with quality 92. Quality figures have pages of their own: "
            + "[pixel art](quality/pixel-art.md), [dot art](quality/dot-art.md), [Gaussian images](quality/gaussian-images.md), "
            + "[segmentation](quality/segmentation.md).");
        foreach (var section in Sections)
        {
            page.Append("## ").Append(section.Title).Append("\n\n");
            Paragraph(section.Text);
            foreach (var figure in section.Figures)
            {
                page.Append("### ").Append(figure.Title).Append("\n\n");
                Paragraph(figure.Text);
                page.Append("    ").Append(Command).Append(" --only ").Append(figure.Name).Append("\n\n");
                page.Append(Measure(context, figure, ref failures)).Append('\n');
            }
        }

        File.WriteAllText(Path.Combine(context.Root, "docs", "evidence", "performance.md"), page.ToString().TrimEnd() + "\n");
        context.Log(failures == 0 ? "Wrote docs/evidence/performance.md." : $"Wrote docs/evidence/performance.md. Tables that failed: {failures}.");
        return failures == 0 ? 0 : 1;

        void Paragraph(string text) => page.Append(FigureText.Wrap(text)).Append("\n\n");
    }

    private static string Measure(FigureContext context, Figure figure, ref int failures)
    {
        context.Log(figure.Name);
        try
        {
            return figure.Measure(context).ToMarkdown();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            failures++;
            context.Log($"{figure.Name} failed: {e}");
            return FigureText.Wrap($"Not measured: {e.Message}") + "\n";
        }
    }
}
