using Stylize.Engine.Tests.PixelArt;

namespace Stylize.Engine.Tests.Cli;

/// <summary>Results are the same on processors with wide, narrow and no vectors.</summary>
[Trait("Tier", "All")]
public sealed class VectorWidthTests : CliTest
{
    internal const string Name = "vector-widths";

    /// <summary>Files that the commands create, and the commands.</summary>
    private static readonly (string File, string Command)[] Commands =
    [
        ("gaussians.g2d", "gaussian encode small.png --count 25 --iterations 30 --profile lossless"),
        ("rendering.png", "gaussian decode gaussians.g2d --scale 1.3"),
        ("outlines.svg", "dot-art a.png --preset Ink --outlines"),
        ("flow.svg", "dot-art large.png --distribution Flow"),
        ("line.svg", "dot-art a.png --single-line --dot-count 1000"),
        ("c64.png", "pixel-art a.png --width 24 --local-contrast 60 --palette c64"),
        ("cells.png", "pixel-art a.png --width 37"),
        ("trace.svg", "trace a.png"),
        ("engraving.png", "dot-art a.png --preset Engraving"),
        ("risograph.png", "dot-art a.png --preset Risograph"),
        ("learned.csv", "regions nuclei.png --method Learned"),
    ];

    [Theory]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public void Narrower_vectors_make_the_same_files(string switchedOff)
    {
        Assert.SkipUnless(StylizeProgram.IsManaged, "A native command has one width of vectors.");
        foreach (var (name, width) in new[] { ("small.png", 48), ("a.png", 192), ("large.png", 840) })
        {
            using var image = SyntheticPhotograph.Busy(width, width * 2 / 3);
            image.Save(_folder[name], new(ImageFormat.Png));
        }

        _folder.Nuclei("nuclei.png", 160, 106);
        Assert.Equal(0, Run(_folder.Path));
        var wide = Commands.Select(one => File.ReadAllBytes(_folder[one.File])).ToArray();
        var run = CliRun.With(
            new("dotnet",
                [typeof(VectorWidthTests).Assembly.Location, Name,
                    _folder.Path]) { Environment = { [switchedOff] = "0" } });
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(Commands.Zip(wide), pair => Assert.Equal(pair.Second, File.ReadAllBytes(_folder[pair.First.File])));
    }

    /// <summary>Runs the commands in a folder until one fails, and returns the last exit code.</summary>
    internal static int Run(string folder)
    {
        foreach (var (file, command) in Commands)
        {
            var run = CliRun.InProcess(folder, [.. command.Split(' '), "-o", file, "--force"]);
            Console.Error.Write(run.Error);
            if (run.ExitCode != 0) return run.ExitCode;
        }

        return 0;
    }
}
