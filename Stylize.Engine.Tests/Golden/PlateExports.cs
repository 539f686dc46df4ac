using Stylize.Engine.Segmentation.Export;

namespace Stylize.Engine.Tests.Golden;

/// <summary>What other commands read from the database of a plate: exports in each format, tracks and wells.
/// Parquet has times and paths in compressed data; `ExportTests` compares it with Csv.</summary>
internal sealed class PlateExports(GoldenInputs inputs)
{
    public IEnumerable<string> Lines()
    {
        var folder = inputs.Folder;
        Run(
            "segment", inputs.Plate, "--channel", "DAPI", "--measure-channel", "GFP", "--track", "overlap",
            "--no-provenance", "-o", "out");
        foreach (var format in Enum.GetNames<RegionExportFormats>().Except(
            [nameof(RegionExportFormats.All), nameof(RegionExportFormats.Parquet)]))
        {
            Run("export", "out/segmentation.sqlite", "-o", format, "--format", format, "--tile-path", inputs.Plate);
            foreach (var name in folder.Names.Where(name => name.StartsWith(format + "/", StringComparison.Ordinal)))
            {
                yield return GoldenFile.Line(
                    "export", format, name[(format.Length + 1)..], OutputHash.Of(folder[name], inputs.Plate));
            }
        }

        foreach (var verb in (string[])["tracks", "wells"])
        {
            var table = Run(verb, "out/segmentation.sqlite", "--json");
            yield return GoldenFile.Line(
                "export", verb, "objects", OutputHash.Of("objects.json", Encoding.UTF8.GetBytes(table), inputs.Plate));
        }
    }

    private string Run(params string[] words)
    {
        var run = CliRun.InProcess(inputs.Folder.Path, words);
        Assert.True(run.ExitCode == 0, string.Join(' ', words) + ": " + run.Error);
        return run.Out;
    }
}
