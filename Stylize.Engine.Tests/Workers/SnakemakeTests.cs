namespace Stylize.Engine.Tests.Workers;

/// <summary>Runs the Snakefile of docs/scaling.md exactly as the page shows it.</summary>
public sealed class SnakemakeTests : INeed, IDisposable
{
    private readonly CliFolder _folder = new();

    public static string? Missing => Programs().Any(File.Exists) ? null
        : "Snakemake is not installed (Debian and Ubuntu: apt-get install snakemake).";

    public void Dispose() => _folder.Dispose();

    [Fact<SnakemakeTests>]
    public void The_Snakefile_of_the_page_creates_the_files_and_rows_of_a_local_run()
    {
        var page = File.ReadAllText(Checkout.Path("docs", "scaling.md"));
        var section = page[page.IndexOf("### Snakemake", StringComparison.Ordinal)..];
        _folder.File("Snakefile", Block(section, "python"));
        Directory.CreateSymbolicLink(_folder["samples"], Checkout.Path("samples"));
        _folder.File("bin/stylize", $"#!/bin/sh\nexec {StylizeProgram.Shell} \"$@\"\n");
        Shell("chmod 755 bin/stylize");

        Shell(Block(section, "bash"));

        _folder.Run("segment", "samples/plate", "-o", "local", "--channel", "DAPI").Exits(0);
        var expected = StoreRows.OfSqlite(_folder["local/segmentation.sqlite"]);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, StoreRows.OfSqlite(_folder["wells/segmentation.sqlite"]));
        Assert.Equal(Files("local"), Files("wells"));
    }

    private static IEnumerable<string> Programs() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "snakemake"));

    private static string Block(string text, string language) =>
        Regex.Match(text, $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;

    private IEnumerable<string> Files(string folder) => Directory
        .EnumerateFiles(_folder[folder], "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(_folder[folder], file)).Order(StringComparer.Ordinal);

    private void Shell(string lines)
    {
        var start = new ProcessStartInfo("bash", ["-ec", lines])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = _folder.Path;
        start.Environment["PATH"] = $"{_folder["bin"]}:{start.Environment["PATH"]}";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + error.Result);
    }
}
