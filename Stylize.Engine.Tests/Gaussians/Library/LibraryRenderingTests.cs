using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Gaussians.Transforms;
using Stylize.GaussianLibrary;

namespace Stylize.Engine.Tests.Gaussians.Library;

/// <summary>Rendering with libgaussianimage: its pixels are those of the renderer.</summary>
public sealed unsafe class LibraryRenderingTests
{
    private static readonly LibraryApi Api = LibraryApi.Current;

    public static TheoryData<GaussianCompositing, bool> Blends => new()
    {
        { GaussianCompositing.Normalized, false },
        { GaussianCompositing.Normalized, true },
        { GaussianCompositing.Additive, true },
        { GaussianCompositing.Over, false },
    };

    [Theory]
    [MemberData(nameof(Blends))]
    public void A_rendering_has_the_bytes_of_the_renderer(GaussianCompositing compositing, bool hasAlpha)
    {
        using var model = RandomModel.Create(5, 400, 97, 61, compositing, hasAlpha);
        var bytes = GaussianFileWriter.ToBytes(model);
        using var file = GaussianFileReader.Read(bytes, "expected");
        using var part = GaussianTransforms.Crop(file.Model, -4, 30, 33, 21);
        using var image = new OpenedImage(bytes);
        AssertEqual(file.Model, new RenderOptions(), default);
        AssertEqual(file.Model, new RenderOptions { Scale = 1.7 }, new() { Scale = 1.7, MaxThreads = 3 });
        AssertEqual(file.Model, new RenderOptions { Width = 50 }, new() { Width = 50 });
        AssertEqual(file.Model, new RenderOptions { Height = 20, Level = 0.5 },
            new() { Height = 20, Level = 0.5, MaxThreads = 2 });
        AssertEqual(
            part, new RenderOptions { Scale = 3 },
            new() { X = -4, Y = 30, RegionWidth = 33, RegionHeight = 21, Scale = 3 });

        void AssertEqual(GaussianModel expected, RenderOptions options, RenderSettings settings)
        {
            using var raster = GaussianRenderer.Render(expected, options);
            using var samples = GaussianRenderer.RenderSamples(expected, options);
            settings.StructSize = (uint)sizeof(RenderSettings);
            uint width, height;
            Assert.Equal(Result.Ok, Api.GetRenderSize(image, &settings, &width, &height));
            Assert.Equal(((uint)raster.Width, (uint)raster.Height), (width, height));
            var pixels = new byte[width * height * 4];
            Assert.Equal(Result.Ok, Api.Draw(image, settings, pixels));
            var floats = new float[width * height * 4];
            Assert.Equal(
                Result.Ok,
                Api.Draw(image, settings with { Format = (uint)PixelFormat.RgbaFloat },
                    MemoryMarshal.AsBytes(floats.AsSpan())));
            Assert.Equal(raster.Bytes(), pixels);
            for (var channel = 0; channel < 4; channel++)
            {
                Assert.Equal(
                    channel < samples.Planes.Count
                        ? samples.Planes[channel].Values() : Enumerable.Repeat(1f, floats.Length / 4),
                    floats.Where((_, i) => i % 4 == channel));
            }
        }
    }

    [Fact]
    public void Bytes_between_and_after_rows_stay()
    {
        using var image = new OpenedImage(File.ReadAllBytes(OpenedImage.Sample));
        var info = Api.Info(image);
        var (row, stride) = ((int)info.Width * 4, ((int)info.Width * 4) + 13);
        var (packed, padded) = (new byte[row * (int)info.Height], new byte[stride * (int)info.Height]);
        padded.AsSpan().Fill(0xA5);
        Assert.Equal(Result.Ok, Api.Draw(image, default, packed));
        Assert.Equal(Result.Ok, Api.Draw(image, default, padded.AsSpan(0, padded.Length - 13), (nuint)stride));
        for (var y = 0; y < info.Height; y++)
        {
            Assert.True(packed.AsSpan(y * row, row).SequenceEqual(padded.AsSpan(y * stride, row)));
            Assert.False(padded.AsSpan((y * stride) + row, 13).ContainsAnyExcept((byte)0xA5));
        }

        Assert.Equal(Result.Buffer, Api.Draw(image, default, padded.AsSpan(0, padded.Length - 14), (nuint)stride));
        Assert.Equal(Result.Argument, Api.Draw(image, default, packed, (nuint)row - 1));
        Assert.Equal(Result.Buffer, Api.Draw(image, default, packed, nuint.MaxValue));
        Assert.Equal(Result.Argument,
            Api.Draw(image, new() { Format = 1 }, new byte[row * info.Height * 5], (nuint)(row * 4) + 1));
    }

    [Fact]
    public void The_intact_part_of_a_file_is_rendered_as_the_command_does()
    {
        using var model = RandomModel.Create(6, 2000, 64, 64);
        var bytes = GaussianFileWriter.ToBytes(model).AsSpan()[..^400];
        Assert.Equal(Result.Damaged, Api.Open(bytes, default, out _));
        Assert.EndsWith("set allow_prefix to read its intact part.", Api.Message);
        using var image = new OpenedImage(bytes.ToArray(), new() { AllowPrefix = 1 });
        var info = Api.Info(image);
        Assert.Equal(0u, info.IsComplete);
        Assert.InRange(info.Count, 1u, 1999u);
        using var file =
            GaussianFileReader.Read(bytes.ToArray(), "expected", new GaussianReadOptions { AllowPrefix = true });
        using var expected = GaussianRenderer.Render(file.Model, GaussianDecodeOperation.Rendering(
            file.Model, file.DeclaredCount, 1, null, null, fillsGaps: true));
        var pixels = new byte[64 * 64 * 4];
        Assert.Equal(Result.Ok, Api.Draw(image, default, pixels));
        Assert.Equal(expected.Bytes(), pixels);
    }

    [Fact]
    public Task Several_threads_render_one_image_while_it_is_closed()
    {
        using var model = RandomModel.Create(7, 500, 80, 80);
        var bytes = GaussianFileWriter.ToBytes(model);
        using var file = GaussianFileReader.Read(bytes, "expected");
        using var raster = GaussianRenderer.Render(file.Model);
        var expected = raster.Bytes();
        Assert.Equal(Result.Ok, Api.Open(bytes, default, out var image));
        using var started = new CountdownEvent(4);
        Assert.Equal(Result.Ok, Api.Draw(image, default, new byte[expected.Length]));
        var threads = Enumerable.Range(0, 4).Select(number => Task.Factory.StartNew(
            () =>
            {
                var pixels = new byte[expected.Length];
                var settings = new RenderSettings { MaxThreads = (uint)number };
                Assert.Equal(Result.Ok, Api.Draw(image, settings, pixels));
                started.Signal();
                Result result;
                while ((result = Api.Draw(image, settings, pixels)) == Result.Ok)
                {
                    Assert.Equal(expected, pixels);
                }

                Assert.Equal(Result.Closed, result);
            },
            TaskCreationOptions.LongRunning)).ToArray();
        started.Wait();
        Assert.Equal(Result.Ok, Api.Close(image));
        return Task.WhenAll(threads);
    }

    private static RenderSettings[] WrongRenderings =>
    [
        new() { Format = 2 },
        new() { Scale = -1 },
        new() { Scale = double.NaN },
        new() { Scale = 1e300 },
        new() { Level = 1.5 },
        new() { Width = 5, Scale = 2 },
        new() { Width = uint.MaxValue },
        new() { Height = (1 << 20) + 1 },
        new() { X = 1 },
        new() { RegionWidth = 5 },
        new() { RegionWidth = uint.MaxValue, RegionHeight = 5 },
        new() { X = int.MinValue, RegionWidth = 5, RegionHeight = 5 },
        new() { X = 100_000, RegionWidth = 5, RegionHeight = 5, Width = 1, Height = 1 },
        new() { MaxThreads = 1025 },
        new() { Reserved = 1 },
    ];

    [Fact]
    public void A_wrong_option_of_a_rendering_is_an_error()
    {
        using var image = new OpenedImage(File.ReadAllBytes(OpenedImage.Sample));
        var pixels = new byte[1 << 20];
        foreach (var (number, settings) in WrongRenderings.Index())
        {
            Assert.Equal((number, Result.Argument), (number, Api.Draw(image, settings, pixels)));
            Assert.Matches(@"^[^{}]{20,}\.$", Api.Message);
        }

        Assert.False(pixels.AsSpan().ContainsAnyExcept((byte)0));
    }
}
