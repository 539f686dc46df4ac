using Stylize.Engine.Tests.Architecture;

namespace Stylize.Engine.Tests.Words;

/// <summary>What other programs and readers take from the pages exists: commands, and names of code.</summary>
public sealed partial class NameTests
{
    /// <summary>Scripts read the two commands from indented lines.</summary>
    [Fact]
    public void README_is_short_and_has_the_two_commands()
    {
        var lines = File.ReadAllLines(Checkout.Path("README.md"));
        Assert.InRange(lines.Length, 1, 80);
        Assert.Contains(
            "    dotnet run -c Release --project Stylize.PowerShell -- "
                + "\"Get-ChildItem samples/*.jpg | ConvertTo-PixelArt -DestinationPath out\"",
            lines);
        Assert.Contains("    dotnet test", lines);
    }

    [Theory]
    [InlineData("docs/contributing/architecture.md")]
    [InlineData("docs/contributing/developing.md")]
    public void Names_of_code_exist(string path)
    {
        var names = Name().Matches(File.ReadAllText(Checkout.Path(path))).Select(m => m.Groups["name"].Value)
            .ToHashSet(StringComparer.Ordinal);
        var files = new[] { "*.cs", "*.ps1", "*.psd1", "*.ps1xml" }
            .SelectMany(pattern => Directory.EnumerateFiles(Checkout.Root, pattern, SearchOption.AllDirectories))
            .Where(file => !Sources.IsBuilt(file)).ToList();

        // Most names are those of files, which saves a search through all text.
        names.ExceptWith(files.Select(Path.GetFileNameWithoutExtension)!);
        var known = files.AsParallel().Select(File.ReadAllText)
            .SelectMany(text => names.Where(name => text.Contains(name, StringComparison.Ordinal)))
            .ToHashSet(StringComparer.Ordinal);
        Assert.Empty(names.Except(known).Order(StringComparer.Ordinal));
    }

    /// <summary>The last part of a name in PascalCase with two capitals, such as FileRun in `Runs/FileRun`.</summary>
    [GeneratedRegex(@"`(?:[\w.]+/)*(?<name>[A-Z][a-z0-9]+[A-Z]\w*)(?:<\w+>)?(?:\.[a-z]\w*)?`")]
    private static partial Regex Name();
}
