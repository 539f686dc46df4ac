using Stylize.Benchmarks.Figures;

namespace Stylize.Benchmarks;

/// <summary>A command line that <see cref="BuildComparison"/> times. Both builds must accept it.</summary>
/// <param name="Name">Name in the table.</param>
internal sealed record ComparisonTask(string Name, string[] Arguments)
{
    /// <summary>Creates the tasks, from the start of the command to whole folders.</summary>
    /// <param name="data">Folder that tools/fetch_data.py fills, with kodak/ and nuclei/.</param>
    /// <param name="scratch">Folder for the outputs of the tasks.</param>
    /// <param name="command">The build that prepares the inputs.</param>
    public static IEnumerable<ComparisonTask> All(string data, string scratch, string command)
    {
        var photograph = Path.Combine(data, "kodak", "kodim23.png");
        var folder = Path.Combine(data, "kodak");
        string Out(string name) => Path.Combine(scratch, name);
        var plate = Plate(data, Out("plate"));
        var model = Out("kodim23.g2d");
        ChildProcess.Stylize(
            command, ["gaussian", "encode", photograph, "-o", scratch, "--count", "10000", "--iterations", "100"]);
        var large = Out("large.png");
        ChildProcess.Stylize(command, ["gaussian", "decode", model, "-o", large, "--scale", "4"]);

        ComparisonTask PixelArt(string name, string input, params string[] options) =>
            new(name, ["pixel-art", input, "-o", Out("pixel-art"), "--force", .. options]);
        ComparisonTask DotArt(string name, string input, params string[] options) =>
            new(name, ["dot-art", input, "-o", Out("dot-art"), "--force", .. options]);
        ComparisonTask Encode(string name, string count) =>
            new(name,
                ["gaussian", "encode", photograph, "-o", Out("encode"), "--force", "--count", count,
                    "--iterations", "200"]);
        string[] tone = ["--distribution", "Tone", "--dot-count", "20000"];

        yield return new("version", ["--version"]);
        yield return new("pixel-art --help", ["pixel-art", "--help"]);
        yield return new("dot-art --help", ["dot-art", "--help"]);
        yield return PixelArt("pixel-art, one photograph", photograph);
        yield return PixelArt("pixel-art --fast", photograph, "--fast");
        yield return PixelArt("pixel-art, 256 cells, 32 colors", photograph, "--width", "256", "--colors", "32");
        yield return PixelArt("pixel-art, twelve photographs", folder);
        yield return DotArt("dot-art, gradient", photograph, "--distribution", "gradient");
        yield return DotArt("dot-art, gradient, 6 megapixels", large, "--distribution", "gradient");
        yield return DotArt("dot-art, tone, 20,000 dots", photograph, tone);
        yield return DotArt("dot-art, tone, plotter order", photograph, [.. tone, "--plotter-order"]);
        yield return Encode("gaussian encode, 2,000", "2000");
        yield return Encode("gaussian encode, 10,000", "10000");
        yield return new("gaussian decode, four times",
            ["gaussian", "decode", model, "-o", Out("decode"), "--force", "--scale", "4"]);
        yield return new("gaussian info", ["gaussian", "info", model]);
        yield return new("regions, one image",
            ["regions", Path.Combine(plate, "PLATE_A1_T0_1_DAPI.png"), "--method", "Otsu", "--split"]);
        yield return new(
            "segment, six tiles", ["segment", plate, "-o", Out("segment"), "--force", "--method", "Otsu", "--split"]);
        yield return new("compare", ["compare", photograph, "--reference-path", photograph]);
        yield return new("measure dot-art",
            ["measure", "dot-art", "--preset", "GuideFineStippling", "--size", "500", "--iterations", "3",
                "--thread", "1"]);
    }

    /// <summary>Copies the nuclei images as tiles of two wells.</summary>
    private static string Plate(string data, string folder)
    {
        Directory.CreateDirectory(folder);
        for (var i = 0; i < 6; i++)
        {
            File.Copy(
                Path.Combine(data, "nuclei", $"nuclei0{i + 1}.png"),
                Path.Combine(folder, $"PLATE_{(i < 3 ? "A1" : "A2")}_T0_{(i % 3) + 1}_DAPI.png"));
        }

        return folder;
    }
}
