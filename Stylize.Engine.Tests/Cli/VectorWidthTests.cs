using Stylize.Engine.Tests.PixelArt;

namespace Stylize.Engine.Tests.Cli;

/// <summary>Results are the same on processors with wide, narrow and no vectors.</summary>
public sealed class VectorWidthTests : CliTest
{
    [Theory]
    [InlineData("g2d", "gaussian", "encode", "--count", "25", "--iterations", "30", "--profile", "lossless")]
    [InlineData("svg", "dot-art", "--preset", "Ink", "--outlines")]
    [InlineData("svg", "dot-art", "--distribution", "Flow")]
    [InlineData("svg", "dot-art", "--single-line", "--dot-count", "1000")]
    [InlineData("png", "pixel-art", "--width", "24", "--local-contrast", "60", "--palette", "c64")]
    [InlineData("png", "pixel-art", "--width", "37")]
    [InlineData("svg", "trace")]
    [InlineData("png", "dot-art", "--preset", "Engraving")]
    [InlineData("png", "dot-art", "--preset", "Risograph")]
    [InlineData("csv", "regions", "--method", "Learned")]
    public void Narrower_vectors_make_the_same_file(string extension, params string[] arguments)
    {
        Assert.SkipUnless(StylizeProgram.IsManaged, "A native command has one width of vectors.");
        Draw(arguments[0] == "gaussian" ? 48 : arguments.Contains("Flow") ? 840 : 192);
        if (arguments[0] == "regions")
        {
            _folder.Nuclei("a.png", 160, 106);
        }

        Run("wide", null);
        Run("narrow", "DOTNET_EnableAVX2");
        Run("none", "DOTNET_EnableHWIntrinsic");
        var wide = File.ReadAllBytes(_folder[$"wide.{extension}"]);
        Assert.True(wide.AsSpan().SequenceEqual(File.ReadAllBytes(_folder[$"narrow.{extension}"])), "without AVX2");
        Assert.True(wide.AsSpan().SequenceEqual(File.ReadAllBytes(_folder[$"none.{extension}"])), "without vectors");

        void Run(string target, string? switchedOff)
        {
            var words = arguments.Length > 1 && arguments[0] == "gaussian" ? 2 : 1;
            var start = StylizeProgram.Start(
                _folder.Path, [.. arguments[..words], "a.png", "-o", $"{target}.{extension}", .. arguments[words..]]);
            if (switchedOff is not null)
            {
                start.Environment[switchedOff] = "0";
            }

            var run = CliRun.With(start);
            Assert.True(run.ExitCode == 0, run.Error);
        }
    }

    private void Draw(int width)
    {
        using var image = SyntheticPhotograph.Busy(width, width * 2 / 3);
        image.Save(_folder["a.png"], new(ImageFormat.Png));
    }
}
