using Stylize.Engine.Gaussians.Files.Coding;
using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Gaussians.Files.Residuals;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Transforms;

namespace Stylize.Engine.Tests.Gaussians.Files.Residuals;

public sealed class ResidualTests
{
    private const int Width = 70;
    private const int Height = 45;

    [Fact]
    public void The_transform_keeps_samples_and_their_energy()
    {
        using var plane = LappedTransform.CreatePlane(Width, Height);
        using var result = LappedTransform.CreatePlane(Width, Height);
        Fill(plane, 3, value => value);
        var samples = plane.Values();
        var (energy, block) = (0.0, new float[LappedTransform.Area]);
        LappedTransform.Forward(plane);
        for (var y = 0; y < plane.Height; y += LappedTransform.Side)
        {
            for (var x = 0; x < plane.Width; x += LappedTransform.Side)
            {
                LappedTransform.ForwardBlock(plane, x, y, block);
                energy += block.Sum(value => (double)value * value);
                LappedTransform.InverseBlock([.. block.Select(value => (double)value)], result, x, y);
            }
        }

        LappedTransform.Inverse(result);
        Assert.Equal(1, energy / samples.Sum(value => (double)value * value), 1e-5);
        Assert.All(samples.Zip(result.Values()), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Fact]
    public void Blocks_of_any_levels_are_read_as_written()
    {
        const int Columns = 7;
        var random = new Random(5);
        int[][] blocks =
            [.. Enumerable.Range(0, 20 * Columns).Select(i => Enumerable.Range(0, LappedTransform.Area).Select(_ =>
                random.Next(9) < i % 9
                    ? 0 : (int)Math.Round(Math.Pow(2, random.NextDouble() * 15.9)) * (random.Next(2) == 0 ? 1 : -1))
                .ToArray())];
        blocks[4] = blocks[30] = new int[LappedTransform.Area];
        var encoder = new RangeEncoder();
        var writer = new BitWriter(encoder);
        var coder = new ResidualCoder(Columns);
        Span<int> levels = stackalloc int[LappedTransform.Area];
        for (var i = 0; i < blocks.Length; i++)
        {
            // With so large a weight of the error, the levels are the rounded coefficients.
            var last = coder.Choose([.. blocks[i].Select(level => (float)level)], 1e9, i % Columns, levels);
            Assert.Equal(blocks[i], levels);
            coder.Code(ref writer, i % Columns, levels, last);
        }

        var reader = new BitReader(encoder.Finish());
        coder = new ResidualCoder(Columns);
        for (var i = 0; i < blocks.Length; i++)
        {
            var read = coder.Code(ref reader, i % Columns);
            Assert.Equal(blocks[i], read.Length == 0 ? new int[LappedTransform.Area] : read);
        }
    }

    [Fact]
    public void A_residual_fits_into_its_bytes_and_shows_more_of_the_photograph_with_more()
    {
        using var photograph = Photograph();
        using var model = RandomModel.Create(4, 40, Width, Height);
        using var picture = GaussianRenderer.Render(model);
        using var fit = new ResidualFit(picture, photograph, default);
        Assert.Null(fit.Encode(3));
        var before = FitMeasure.Psnr(picture, photograph);
        foreach (var bytes in new[] { 200, 800, 3000 })
        {
            var residual = fit.Encode(bytes)!;
            Assert.InRange(residual.Data.Length, .9 * bytes, bytes);
            using var drawn = GaussianRenderer.Render(With(model, residual));
            var after = FitMeasure.Psnr(drawn, photograph);
            Assert.InRange(after, before + .3, 60);
            before = after;
        }
    }

    [Fact]
    public void A_file_keeps_its_residual_and_readers_skip_a_chunk_that_they_do_not_know()
    {
        using var model = Model();
        var bytes = GaussianFileWriter.ToBytes(model);
        using var read = GaussianFileReader.Read(bytes, "test");
        Assert.Equal(model.Residual!.Data.ToArray(), read.Model.Residual!.Data.ToArray());

        var plain = GaussianFileWriter.ToBytes(With(model, null));
        Assert.Equal(plain.Length + ChunkType.Overhead + model.Residual.Data.Length, bytes.Length);
        Assert.Equal(plain[..^ChunkType.Overhead], bytes[..(plain.Length - ChunkType.Overhead)]);
        Assert.True(char.IsAsciiLetterLower(ChunkType.Residual[0]));
    }

    [Fact]
    public void Pictures_with_a_residual_are_the_same_for_all_vectors_and_threads()
    {
        using var model = Model();
        foreach (var scale in new[] { .5, 1, 1.7 })
        {
            var options = new RenderOptions { Scale = scale };
            using var expected = GaussianRenderer.Render(model, options, 1, 4, default);
            foreach (var lanes in new[] { 8, 16 })
            {
                using var actual = GaussianRenderer.Render(model, options, 3, lanes, default);
                Assert.Equal(expected.Values(), actual.Values());
            }
        }
    }

    [Fact]
    public void A_region_shows_a_part_of_the_whole_picture()
    {
        using var model = Model();
        using var whole = GaussianRenderer.Render(model);
        using var part = GaussianTransforms.Crop(model, 9, -3, 31, 22);
        using var further = GaussianTransforms.Crop(part, 2, 4, 20, 15);
        using var picture = GaussianRenderer.Render(further);
        Pictures.AssertPart(whole, picture, 11, 1);
    }

    [Fact]
    public void A_residual_that_is_too_short_for_its_picture_is_refused()
    {
        using var model = Model();
        using var large = model.With(
            model.Store.Clone(), 1000, 1000, model.Cutoff, model.Epsilon, model.Metadata,
            new CodedResidual(new byte[400], 1000, 1000));
        Fails.Of(
            StylizeError.ImageUnreadable, () => GaussianFileReader.Read(GaussianFileWriter.ToBytes(large), "a.g2d"),
            "the residual is too short");
    }

    /// <summary>Creates a model with a residual. The caller owns it.</summary>
    internal static GaussianModel Model(int width = Width, int height = Height)
    {
        using var photograph = Photograph(width, height);
        var model = RandomModel.Create(4, 40, width, height);
        using var picture = GaussianRenderer.Render(model);
        using var fit = new ResidualFit(picture, photograph, default);
        return With(model, fit.Encode(600));
    }

    /// <summary>Returns a model with a residual and the same store.</summary>
    private static GaussianModel With(GaussianModel model, GaussianResidual? residual) =>
        model.With(model.Store, model.Width, model.Height, model.Cutoff, model.Epsilon, model.Metadata, residual);

    private static FitPhotograph Photograph(int width = Width, int height = Height)
    {
        var image = new SampleImage<float>(3, width, height, false, 8);
        foreach (var plane in image.Planes)
        {
            Fill(plane, 11, value => Math.Clamp(.5f + (value / 300), 0, 1));
        }

        return image;
    }

    private static void Fill(Raster<float> plane, int seed, Func<float, float> map)
    {
        var random = new Random(seed);
        foreach (var (x, y) in Coordinates(plane.Width, plane.Height))
        {
            plane[x, y] = map((random.NextSingle() * 120) - 60);
        }
    }
}
