namespace Stylize.Benchmarks;

/// <summary>One command line that <see cref="Turns"/> times. Both builds understand it.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Arguments">Arguments of the command.</param>
internal sealed record TurnTask(string Name, string[] Arguments)
{
    /// <summary>The tasks, from the start of the command to whole folders.</summary>
    /// <param name="data">Folder with kodak/ and nuclei/.</param>
    /// <param name="scratch">Folder for what the tasks write.</param>
    /// <param name="command">The build that prepares the inputs.</param>
    public static IEnumerable<TurnTask> All(string data, string scratch, string command)
    {
        var photograph = Path.Combine(data, "kodak", "kodim23.png");
        var folder = Path.Combine(data, "kodak");
        string Out(string name) => Path.Combine(scratch, name);
        var plate = Plate(data, Out("plate"));
        var model = Out("kodim23.g2d");
        ProcessorTime.Of("dotnet", [command, "gaussian", "encode", photograph, "-o", scratch, "--count", "10000", "--iterations", "100"]);
        var large = Out("large.png");
        ProcessorTime.Of("dotnet", [command, "gaussian", "decode", model, "-o", large, "--scale", "4"]);

        yield return new("version", ["--version"]);
        yield return new("pixel-art --help", ["pixel-art", "--help"]);
        yield return new("pixel-art, one photograph", ["pixel-art", photograph, "-o", Out("a"), "--force"]);
        yield return new("pixel-art --fast", ["pixel-art", photograph, "-o", Out("a"), "--force", "--fast"]);
        yield return new("pixel-art, 256 cells, 32 colours", ["pixel-art", photograph, "-o", Out("a"), "--force", "--width", "256", "--colors", "32"]);
        yield return new("pixel-art, twelve photographs", ["pixel-art", folder, "-o", Out("b"), "--force"]);
        yield return new("dot-art, gradient", ["dot-art", photograph, "-o", Out("c"), "--force"]);
        yield return new("dot-art, gradient, 6 megapixels", ["dot-art", large, "-o", Out("c"), "--force"]);
        yield return new("dot-art, tone, 20,000 dots", ["dot-art", photograph, "-o", Out("d"), "--force", "--distribution", "Tone", "--dot-count", "20000"]);
        yield return new("dot-art, tone, plotter order", ["dot-art", photograph, "-o", Out("d"), "--force", "--distribution", "Tone", "--dot-count", "20000", "--plotter-order"]);
        yield return new("gaussian encode, 2,000", ["gaussian", "encode", photograph, "-o", Out("e"), "--force", "--count", "2000", "--iterations", "200"]);
        yield return new("gaussian encode, 10,000", ["gaussian", "encode", photograph, "-o", Out("e"), "--force", "--count", "10000", "--iterations", "200"]);
        yield return new("gaussian decode, four times", ["gaussian", "decode", model, "-o", Out("f"), "--force", "--scale", "4"]);
        yield return new("gaussian info", ["gaussian", "info", model]);
        yield return new("regions, one image", ["regions", Path.Combine(plate, "PLATE_A1_T0_1_DAPI.png"), "--method", "Otsu", "--split"]);
        yield return new("segment, six tiles", ["segment", plate, "-o", Out("g"), "--force", "--method", "Otsu", "--split"]);
        yield return new("compare", ["compare", photograph, "--reference-path", photograph]);
        yield return new("measure dot-art", ["measure", "dot-art", "--size", "500", "--iterations", "3", "--thread", "1"]);
    }

    /// <summary>The nuclei as tiles of two wells.</summary>
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
