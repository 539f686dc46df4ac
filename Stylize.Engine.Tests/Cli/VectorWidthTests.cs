using System.Diagnostics;
using Stylize.Codecs;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Tests.Cli;

/// <summary>Results are the same on processors with wide, narrow and no vectors.</summary>
public sealed class VectorWidthTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("g2d", "gaussian", "encode", "--count", "25", "--iterations", "30", "--profile", "lossless")]
    [InlineData("svg", "dot-art", "--preset", "Ink", "--outlines")]
    [InlineData("svg", "dot-art", "--distribution", "Flow")]
    [InlineData("svg", "dot-art", "--single-line", "--dot-count", "3000")]
    [InlineData("png", "pixel-art", "--width", "24", "--local-contrast", "60", "--palette", "c64")]
    [InlineData("svg", "trace")]
    [InlineData("csv", "regions", "--method", "Learned")]
    public void Narrower_vectors_make_the_same_file(string extension, params string[] arguments)
    {
        Assert.SkipUnless(StylizeProgram.IsManaged, "A native command has one width of vectors.");
        Draw("a.png", arguments[0] == "gaussian" ? 48 : arguments.Contains("Flow") ? 840 : 320, gray: arguments[0] == "regions");
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

            using var process = Process.Start(start)!;
            _ = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, error.Result);
        }
    }

    /// <summary>Writes a picture with discs, a gradient and texture, 3:2.</summary>
    private void Draw(string name, int width, bool gray)
    {
        var height = width * 2 / 3;
        using var image = new Raster<Rgba32>(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (dx, dy) = ((x % 97) - 48, (y % 83) - 41);
                var disc = (dx * dx) + (dy * dy) < 900;
                var texture = x * 7919 % 251 * (y * 104729 % 241) % 37;
                var red = (byte)(disc ? 200 + texture : 60 * x / width);
                image[x, y] = gray ? new Rgba32(red, red, red) : new Rgba32(red, (byte)(180 * y / height), (byte)(90 + texture));
            }
        }

        using var file = File.Create(_folder[name]);
        ImageCodecs.Default.Encode(image, file, new EncodeOptions(ImageFormat.Png));
    }
}
