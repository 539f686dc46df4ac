using System.Text.Json;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>Every file of PngSuite against its decoded truth, which an independent decoder wrote.</summary>
public class PngSuiteTests : CodecTest
{
    [SkippableFact]
    public void EveryIntactFileDecodesToItsTruth()
    {
        var wrong = new List<string>();
        foreach (var file in IntactFiles().Where(IsReadable))
        {
            using var image = Codec.DecodeRgba(ImageSource.File(file));
            var stem = Path.GetFileNameWithoutExtension(file);
            var truth = Truth(stem);
            int[] expected = IsSixteenBit(file) ? [.. truth.Select(value => (int)Math.Round(value / 257.0))] : truth;
            if (!Pixels.Of(image).SequenceEqual(expected))
            {
                wrong.Add(stem);
            }
        }

        Assert.Empty(wrong);
    }

    /// <summary>The reduced truth truncates some files and rounds others, so one level is allowed.</summary>
    [SkippableFact]
    public void EverySixteenBitFileIsWithinALevelOfItsReducedTruth()
    {
        foreach (var reduced in SharedData.Files("pngsuite/json", "*_to8.json"))
        {
            using var image = Codec.DecodeRgba(ImageSource.File(
                SharedData.Path("pngsuite", "png", Path.GetFileName(reduced).Replace("_to8.json", ".png", StringComparison.Ordinal))));
            Assert.All(Pixels.Of(image).Zip(Read(reduced)), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        }
    }

    [SkippableFact]
    public void EverySixteenBitFileKeepsItsSixteenBits()
    {
        var seen = 0;
        foreach (var file in IntactFiles().Where(IsSixteenBit))
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

    // ImageSharp has a bug with interlaced images of less than five pixels, so that codec refuses them.
    private static bool IsReadable(string file)
    {
        var isTinyInterlaced = Path.GetFileName(file) is ['s', '0', >= '1' and <= '4', 'i', ..];
        if (!isTinyInterlaced || !Codec.Name.StartsWith("ImageSharp", StringComparison.Ordinal))
        {
            return true;
        }

        Assert.Equal(StylizeError.FormatUnsupported, Assert.Throws<StylizeException>(() => Codec.DecodeRgba(ImageSource.File(file))).Error);
        return false;
    }

    private static bool IsSixteenBit(string file) => Path.GetFileNameWithoutExtension(file).EndsWith("16", StringComparison.Ordinal);

    private static int[] Truth(string stem) => Read(SharedData.Path("pngsuite", "json", stem + ".json"));

    private static int[] Read(string path) => JsonSerializer.Deserialize<int[]>(File.ReadAllBytes(path))!;
}
