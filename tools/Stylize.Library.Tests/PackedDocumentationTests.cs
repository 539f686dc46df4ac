using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;
using Stylize.Engine.Operations.Options;

namespace Stylize.Library.Tests;

/// <summary>The package that docs/library.md builds explains its types and options in editors.</summary>
[Trait("Tier", "All")]
public sealed class PackedDocumentationTests
{
    [Fact]
    public void Every_public_type_property_and_option_has_a_summary_in_the_packed_file()
    {
        var folder = Directory.CreateTempSubdirectory("stylize-pack-");
        try
        {
            var known = Summaries(Pack(folder.FullName));
            var types = typeof(IOptionRecord).Assembly.GetExportedTypes();
            var properties = types.SelectMany(type => type.GetProperties(
                BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static));
            var options = properties.Where(property => property.IsDefined(typeof(OptionAttribute))).ToList();
            Assert.True(options.Count > 200, $"{options.Count} options.");
            Assert.All(options.Select(Id), id => Assert.Contains(id, known));
            Assert.All(types.Select(type => "T:" + type.FullName!.Replace('+', '.')), id => Assert.Contains(id, known));
            Assert.Equal(
                "Maximum number of colors; with Palette, the best of its colors. Range: 1 to 256 colors. "
                + "Default: 16, or all of Palette or LockedColor.",
                known["P:Stylize.Engine.PixelArt.PixelArtOptions.Colors"]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Id(PropertyInfo property) =>
        $"P:{property.DeclaringType!.FullName!.Replace('+', '.')}.{property.Name}";

    private static string Pack(string folder)
    {
        var engine = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "Stylize.Engine");
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                "pack", Path.GetFullPath(engine), "-c", "Release", "-o", folder,
                "--artifacts-path", Path.Combine(folder, "build"),
            },
            // Another test sets the current folder to one that it removes.
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };

        // Variables of the build that runs this test are not for another one, which has waited for ever with them.
        foreach (var name in start.Environment.Keys.Where(name =>
            name.Contains("MSBuild", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("VSTEST", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        Assert.True(TryRun(start, out var said) || TryRun(start, out said), said);
        return Directory.GetFiles(folder, "Stylize.Engine.*.nupkg").Single();
    }

    /// <summary>Returns false if the process fails, or does not end in time.</summary>
    private static bool TryRun(ProcessStartInfo start, out string said)
    {
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(TimeSpan.FromMinutes(4)))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        said = output.Result + errors.Result;
        return process.ExitCode == 0;
    }

    private static Dictionary<string, string> Summaries(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        using var file = archive.GetEntry("lib/net10.0/Stylize.Engine.xml")!.Open();
        return XDocument.Load(file).Descendants("member")
            .Where(member => member.Element("summary") is not null || member.Element("inheritdoc") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => $"{member.Element("summary")?.Value}");
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
