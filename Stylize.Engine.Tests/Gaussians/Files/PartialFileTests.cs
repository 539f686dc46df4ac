using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Gaussians.Transforms;

namespace Stylize.Engine.Tests.Gaussians.Files;

/// <summary>
/// Stored files, and parts of files. The second reader of the format is the decoder of the npm package, which
/// <see cref="WebTests"/> compares.
/// </summary>
public sealed class PartialFileTests : FolderTest
{
    /// <summary>Stored files of one model. A change of the coding without a new version fails here.</summary>
    [Theory]
    [InlineData("compact-1", GaussianProfile.Compact)]
    [InlineData("standard-1", GaussianProfile.Standard)]
    [InlineData("lossless-1", GaussianProfile.Lossless)]
    public void StoredFilesAreRead(string sample, GaussianProfile profile)
    {
        var bytes = Sample(sample);
        using var first = GaussianFileReader.Read(bytes, sample);
        Assert.Equal((profile, 160), (first.Profile, first.Model.Count));

        // The same Gaussians in another order.
        using var exact = GaussianFileReader.Read(Sample("lossless-1"), "exact");
        var (expected, actual) = (exact.Model.Store, first.Model.Store);
        for (var k = 0; k < 10; k++)
        {
            var pairs = expected.Plane(k).ToArray().Order().Zip(actual.Plane(k).ToArray().Order());
            var difference = pairs.Average(pair => Math.Abs(pair.First - pair.Second));
            Assert.InRange(difference, 0, k is (>= 2 and < 5) or 9 ? .05 : .01);
        }
    }

    private static byte[] Sample(string name)
    {
        using var stream =
            typeof(PartialFileTests).Assembly.GetManifestResourceStream($"Gaussians.Samples.{name}.g2d")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    [Fact]
    public void ARegionOfALargeFileIsReadWithoutTheOtherTiles()
    {
        using var model = Large();
        var bytes = GaussianFileWriter.ToBytes(model);
        using var all = GaussianFileReader.Read(bytes, "test");
        var region = new PixelRectangle(20, 30, 100, 80);
        using var part = GaussianFileReader.Read(bytes, "test", new GaussianReadOptions { Region = region });
        Assert.True(part.IsComplete);
        Assert.InRange(part.Model.Count, 1, (all.Model.Count * 3 / 4) - 1);
        using var expected = GaussianTransforms.Crop(all.Model, region.X, region.Y, region.Width, region.Height);
        using var actual = GaussianTransforms.Crop(part.Model, region.X, region.Y, region.Width, region.Height);
        Assert.Equal(expected.Store.X.ToArray(), actual.Store.X.ToArray());
        Assert.Equal(expected.Store.L22.ToArray(), actual.Store.L22.ToArray());

        // Reads only the parts with Gaussians in the result, and eight bytes of every other part.
        var path = Path.Combine(_folder.Path, "large.g2d");
        File.WriteAllBytes(path, bytes);
        using var stream = new CountingStream(path);
        using var again =
            GaussianFileReader.Read(FileBytes.FromStream(stream), "test", new GaussianReadOptions { Region = region });
        Assert.Equal(part.Model.Store.X.ToArray(), again.Model.Store.X.ToArray());
        Assert.InRange(stream.BytesRead, 1, bytes.Length * (part.Model.Count + 500L) / all.Model.Count);

        // Damage outside the region does not matter; reading the whole file reports it.
        using var damaged =
            GaussianFileReader.Read(Damaged(bytes), "test", new GaussianReadOptions { Region = region });
        Assert.Equal(part.Model.Store.X.ToArray(), damaged.Model.Store.X.ToArray());
        Assert.Contains(
            "damaged", Assert.Throws<StylizeException>(() => GaussianFileReader.Read(Damaged(bytes), "test")).Message);
    }

    /// <summary>The Gaussians at the beginning of a truncated layer are the same as in the whole file.</summary>
    [Theory]
    [InlineData(700, GaussianCompositing.Normalized, 97)]
    [InlineData(700, GaussianCompositing.Over, 97)]
    [InlineData(33_000, GaussianCompositing.Normalized, 9973)]
    public void TheFirstGaussiansOfATruncatedLayerAreRead(int count, GaussianCompositing compositing, int step)
    {
        using var model = RandomModel.Create(24, count, 1600, 1200, compositing);
        var bytes = GaussianFileWriter.ToBytes(model);
        using var all = GaussianFileReader.Read(bytes, "test");
        var before = 0;
        for (var length = 100; length < bytes.Length; length += step)
        {
            var start = bytes.AsMemory(0, length);
            using var part = GaussianFileReader.Read(start, "test", new GaussianReadOptions { AllowPrefix = true });
            var layers = all.Layers.Where(layer => layer.End <= length).ToArray();
            Assert.False(part.IsComplete);
            Assert.Equal(
                layers.Select(layer => layer.Count), part.Layers.Take(layers.Length).Select(layer => layer.Count));
            Assert.InRange(part.Model.Count, Math.Max(before, layers.Sum(layer => layer.Count)), count);
            before = part.Model.Count;
            for (var plane = 0; plane < 10; plane++)
            {
                Assert.Equal(all.Model.Store.Plane(plane)[..before], part.Model.Store.Plane(plane));
            }

            Assert.Throws<StylizeException>(() => GaussianFileReader.Read(start, "test"));
        }

        // Nearly all Gaussians can be decoded without the last bytes.
        Assert.InRange(before, count * .9, count);
    }

    /// <summary>Changes one byte in the last part, which covers the lower right of the picture.</summary>
    private static byte[] Damaged(byte[] bytes)
    {
        var copy = (byte[])bytes.Clone();
        copy[^100] ^= 1;
        return copy;
    }

    /// <summary>Counts the bytes read.</summary>
    private sealed class CountingStream(string path)
        : FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0)
    {
        public long BytesRead { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            var count = base.Read(buffer);
            BytesRead += count;
            return count;
        }
    }

    private static GaussianModel Large() => RandomModel.Create(23, 33_000, 1600, 1200);
}
