using System.Text.Json;
using Stylize.Codecs;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>Every file of PngSuite against its decoded truth, which an independent decoder wrote.</summary>
public class PngSuiteTests
{
    private static readonly IImageCodec Codec = ImageCodecs.Default;

    [SkippableFact]
    public void EveryIntactFileDecodesToItsTruth()
    {
        var wrong = new List<string>();
        foreach (var file in IntactFiles())
        {
            using var image = Codec.DecodeRgba(ImageSource.File(file));
            var truth = Truth8(Path.GetFileNameWithoutExtension(file));
            if (!Pixels.Of(image).SequenceEqual(truth))
            {
                wrong.Add($"{Path.GetFileName(file)} by up to {Pixels.Of(image).Zip(truth, (a, b) => Math.Abs(a - b)).Max()}");
            }
        }

        Assert.Empty(wrong);
    }

    [SkippableFact]
    public void EverySixteenBitFileKeepsItsSixteenBits()
    {
        var seen = 0;
        foreach (var file in IntactFiles().Where(file => Path.GetFileNameWithoutExtension(file).EndsWith("16", StringComparison.Ordinal)))
        {
            seen++;
            using var samples = Codec.DecodeSamples(ImageSource.File(file));
            using var units = Codec.DecodeFloat(ImageSource.File(file));
            var truth = Truth(Path.GetFileNameWithoutExtension(file));
            Assert.Equal(16, samples.BitsPerSample);
            for (var i = 0; i < truth.Length; i++)
            {
                var (pixel, channel) = (i / 4, i % 4);
                var (x, y) = (pixel % samples.Width, pixel / samples.Width);
                if (channel == 3 && !samples.HasAlpha)
                {
                    Assert.Equal(65535, truth[i]);
                    continue;
                }

                var plane = channel == 3 ? samples.Planes.Count - 1 : Math.Min(channel, samples.ColorPlanes - 1);
                Assert.Equal(truth[i], samples.Planes[plane][x, y]);
                Assert.Equal(truth[i] / 65535f, units.Planes[plane][x, y], 1e-6f);
            }
        }

        Assert.True(seen >= 20, $"{seen} files");
    }

    [SkippableFact]
    public void EveryCorruptFileIsRefused()
    {
        var corrupt = SharedData.Files("pngsuite/png", "x*.png");
        Assert.Equal(14, corrupt.Length);
        foreach (var file in corrupt)
        {
            var failure = Assert.Throws<StylizeException>(() => Codec.DecodeRgba(ImageSource.File(file)).Dispose());
            Assert.Equal(StylizeError.ImageUnreadable, failure.Error);
            Assert.Equal(file, failure.Target);
        }
    }

    private static IEnumerable<string> IntactFiles() =>
        SharedData.Files("pngsuite/png", "*.png").Where(file => Path.GetFileName(file)[0] != 'x');

    private static int[] Truth8(string stem)
    {
        var reduced = SharedData.Path("pngsuite", "json") + $"/{stem}_to8.json";
        if (File.Exists(reduced))
        {
            return Read(reduced);
        }

        var truth = Truth(stem);
        return stem.EndsWith("16", StringComparison.Ordinal) ? [.. truth.Select(value => (int)Math.Round(value / 257.0))] : truth;
    }

    private static int[] Truth(string stem) => Read(SharedData.Path("pngsuite", "json", stem + ".json"));

    private static int[] Read(string path) => JsonSerializer.Deserialize<int[]>(File.ReadAllBytes(path))!;
}
