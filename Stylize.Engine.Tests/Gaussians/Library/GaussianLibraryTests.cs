using Stylize.Engine.Gaussians.Shapes;
using Stylize.Engine.Tests.Gaussians.Files.Animations;
using Stylize.GaussianLibrary;

namespace Stylize.Engine.Tests.Gaussians.Library;

/// <summary>
/// Opening and describing with libgaussianimage through pointers to its functions: those of the library that
/// GAUSSIAN_LIBRARY names, or the managed functions.
/// </summary>
public sealed unsafe class GaussianLibraryTests
{
    private static readonly LibraryApi Api = LibraryApi.Current;

    [Fact]
    public void Versions_are_those_of_the_header_and_the_build()
    {
        Assert.Contains($"#define GAUSSIAN_IMAGE_ABI_VERSION {Api.AbiVersion()}\n", LibraryHeader.Text);
        var version = typeof(StylizeException).Assembly.GetName().Version!;
        Assert.Equal((uint)((version.Major << 16) | (version.Minor << 8) | version.Build), Api.Version());
    }

    [Fact]
    public void The_header_declares_the_exported_functions()
    {
        Assert.Equal(LibraryApi.Names.Order(), LibraryHeader.Functions.Order());
    }

    [Theory]
    [InlineData(GaussianProfile.Compact, GaussianCompositing.Normalized, false)]
    [InlineData(GaussianProfile.Standard, GaussianCompositing.Additive, true)]
    [InlineData(GaussianProfile.Lossless, GaussianCompositing.Over, true)]
    public void A_description_has_the_values_of_the_reader(
        GaussianProfile profile, GaussianCompositing compositing, bool hasAlpha)
    {
        using var model = RandomModel.Create(3, 500, 120, 80, compositing, hasAlpha, GaussianBlendSpace.Linear);
        var bytes = GaussianFileWriter.ToBytes(model, profile);
        using var file = GaussianFileReader.Read(bytes, "expected");
        using var image = new OpenedImage(bytes);
        var info = Api.Info(image);
        Assert.Equal((120u, 80u, 500u, 500u), (info.Width, info.Height, info.Count, info.DeclaredCount));
        Assert.Equal(((uint)profile, 1u, (uint)compositing, 1u),
            (info.Profile, info.ProfileVersion, info.Compositing, info.BlendSpace));
        Assert.Equal((hasAlpha ? 1u : 0, 1u, (ulong)bytes.Length), (info.HasAlpha, info.IsComplete, info.FileBytes));
        Assert.Equal((file.Model.Cutoff, file.Model.Epsilon), (info.Cutoff, info.Epsilon));
        Assert.Equal((0.2f, 0.4f, 0.6f), (info.Background[0], info.Background[1], info.Background[2]));
        var layers = new LayerInfo[info.LayerCount];
        fixed (LayerInfo* target = layers)
        {
            Assert.Equal(Result.Ok, Api.GetLayers(image, 0, info.LayerCount, target, (nuint)sizeof(LayerInfo)));
        }

        Assert.Equal(file.Layers,
            layers.Select(layer => new GaussianLayer((int)layer.Count, (int)layer.Bytes, (long)layer.End)));
    }

    [Fact]
    public void Frames_of_an_animation_are_opened_with_their_times()
    {
        var (bytes, _) = DrawnAnimation.Create(4, 5);
        var animation = GaussianAnimation.Read(ImageSource.Memory(bytes, "expected"));
        for (var frame = 0u; frame < 5; frame++)
        {
            using var image = new OpenedImage(bytes, new() { Frame = frame });
            var info = Api.Info(image);
            Assert.Equal(
                (5u, 40 + frame, 3u, 1u), (info.FrameCount, info.Milliseconds, info.PlayCount, info.MetadataCount));
            using var model = animation.Frame((int)frame);
            using var expected = GaussianRenderer.Render(model);
            var pixels = new byte[4 * expected.PixelCount];
            Assert.Equal(Result.Ok, Api.Draw(image, default, pixels));
            Assert.Equal(expected.Bytes(), pixels);
        }

        Assert.Equal(Result.Argument, Api.Open(bytes, new() { Frame = 5 }, out _));
        Assert.Equal("frame is 5; the animation has 5 frames.", Api.Message);
        Assert.Equal(Result.Argument, Api.Open(File.ReadAllBytes(OpenedImage.Sample), new() { Frame = 1 }, out _));
    }

    [Fact]
    public void Metadata_is_returned_in_UTF_8()
    {
        using var model = new GaussianModel(new GaussianStore(1), 4, 4)
        {
            Metadata =
                new Dictionary<string, string> { [GaussianMetadata.Encoder] = "E 1", [GaussianMetadata.Title] =
                    "Möwe 海鷗" },
        };
        using var image = new OpenedImage(GaussianFileWriter.ToBytes(model));
        Assert.Equal(2u, Api.Info(image).MetadataCount);
        byte* name, value;
        Assert.Equal(Result.Ok, Api.GetMetadata(image, 1, &name, &value));
        Assert.Equal(("title", "Möwe 海鷗"), (Marshal.PtrToStringUTF8((nint)name), Marshal.PtrToStringUTF8((nint)value)));
        Assert.Equal(Result.Argument, Api.GetMetadata(image, 2, &name, &value));
    }

    [Fact]
    public void Gaussians_are_eleven_floats_in_the_order_of_the_file()
    {
        using var model = RandomModel.Create(4, 300, 90, 60, hasAlpha: true);
        var bytes = GaussianFileWriter.ToBytes(model, GaussianProfile.Lossless);
        using var file = GaussianFileReader.Read(bytes, "expected");
        using var image = new OpenedImage(bytes);
        var values = new float[290 * GaussianStore.PlaneCount];
        fixed (float* target = values)
        {
            Assert.Equal(
                Result.Ok, Api.GetGaussians(image, 10, 290, ShapeKind.Cholesky, target, (nuint)sizeof(PlainGaussian)));
        }

        for (var i = 0; i < 290; i++)
        {
            var expected = Enumerable.Range(0, GaussianStore.PlaneCount)
                .Select(plane => file.Model.Store.Plane(plane)[10 + i]);
            Assert.Equal(expected, values.Skip(i * GaussianStore.PlaneCount).Take(GaussianStore.PlaneCount));
        }
    }

    [Fact]
    public void Shapes_are_converted()
    {
        // Standard deviations of 8 and 2 pixels; the longer axis is rotated by 30 degrees.
        var cholesky = CholeskyShape<double>.FromCovariance(new EulerShape<double>(8, 2, Math.PI / 6).Covariance());
        var (cos, sin) = (Math.Cos(Math.PI / 6), Math.Sin(Math.PI / 6));
        using var image = new OpenedImage(Lossless(new((float)cholesky.L11, (float)cholesky.L21, (float)cholesky.L22)));
        AssertShape(ShapeKind.Euler, 8, 2, Math.PI / 6);
        AssertShape(ShapeKind.LogRadius, Math.Log(4), 0.25, Math.PI / 6);
        AssertShape(
            ShapeKind.Inverse,
            (cos * cos / 64) + (sin * sin / 4), cos * sin * ((1 / 64.0) - (1 / 4.0)),
            (sin * sin / 64) + (cos * cos / 4));

        void AssertShape(ShapeKind kind, params double[] expected)
        {
            PlainGaussian gaussian;
            Assert.Equal(Result.Ok, Api.GetGaussians(image, 0, 1, kind, &gaussian, (nuint)sizeof(PlainGaussian)));
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i], gaussian.Shape[i], 1e-5 * Math.Max(1, Math.Abs(expected[i])));
            }
        }
    }

    [Fact]
    public void A_shape_that_is_too_thin_is_an_error_that_names_the_Gaussian()
    {
        using var image = new OpenedImage(Lossless(new(1e-6f, 1e8f, 1e-6f)));
        PlainGaussian gaussian;
        Assert.Equal(
            Result.Shape, Api.GetGaussians(image, 0, 1, ShapeKind.Euler, &gaussian, (nuint)sizeof(PlainGaussian)));
        Assert.Equal("Gaussian 0 is too thin for this kind of shape. Use GAUSSIAN_IMAGE_SHAPE_CHOLESKY.", Api.Message);
        Assert.Equal(
            Result.Ok, Api.GetGaussians(image, 0, 1, ShapeKind.Cholesky, &gaussian, (nuint)sizeof(PlainGaussian)));
    }

    [Fact]
    public void A_closed_or_unknown_image_is_an_error()
    {
        Assert.Equal(Result.Ok, Api.Open(File.ReadAllBytes(OpenedImage.Sample), default, out var image));
        Assert.Equal(Result.Ok, Api.Close(image));
        Assert.Equal(Result.Closed, Api.Close(image));
        Assert.Equal("The image is closed or was never opened.", Api.Message);
        Assert.Equal(Result.Closed, Api.Draw(image, default, new byte[4]));
        Assert.Equal(Result.Closed, Api.Draw(0, default, new byte[4]));
        Assert.Equal(Result.Closed, Api.Close(-1));
        Assert.Equal(Result.Ok, Api.Close(0));
    }

    [Fact]
    public void A_file_is_opened_by_its_path()
    {
        Assert.Equal(
            Result.Ok, OpenFile(Path.GetRelativePath(Environment.CurrentDirectory, OpenedImage.Sample), out var image));
        Assert.Equal((ulong)new FileInfo(OpenedImage.Sample).Length, Api.Info(image).FileBytes);
        Assert.Equal(Result.Ok, Api.Close(image));
        Assert.Equal(Result.NotFound, OpenFile(OpenedImage.Sample + ".missing", out _));
        Assert.Contains("does not exist", Api.Message);
        Assert.Equal(Result.NotFound, OpenFile("", out _));
        Assert.Equal(Result.IO, OpenFile(Path.GetDirectoryName(OpenedImage.Sample)!, out _));
        Assert.Equal(Result.Damaged, OpenFile(Checkout.Path("README.md"), out _));
        Assert.Equal(Result.Argument, Api.OpenFile(null, null, &image));
        Assert.Equal("NULL was passed for path.", Api.Message);
    }

    [Fact]
    public void Limits_and_damage_have_their_own_results()
    {
        var bytes = File.ReadAllBytes(OpenedImage.Sample);
        var count = Count(bytes);
        Assert.Equal(Result.Limit, Api.Open(bytes, new() { MaxFileBytes = (ulong)bytes.Length - 1 }, out _));
        Assert.Equal(Result.Limit, Api.Open(bytes, new() { MaxCount = count - 1 }, out _));
        var wide = new OpenOptions { MaxFileBytes = ulong.MaxValue, MaxCount = count, MaxThreads = 1024 };
        Assert.Equal(Result.Ok, Api.Open(bytes, wide, out var image));
        Assert.Equal(Result.Ok, Api.Close(image));
        Assert.Equal(Result.Damaged, Api.Open([], default, out _));
        Assert.Equal(Result.Damaged, Api.Open(bytes.AsSpan()[..^1], default, out _));
        var newer = bytes.ToArray();
        newer[4] = 3;
        Assert.Equal(Result.Version, Api.Open(newer, default, out _));
        Assert.Equal(Result.Argument, Api.Open(bytes, new() { MaxCount = (1 << 26) + 1 }, out _));
        Assert.Equal(Result.Argument, Api.Open(bytes, new() { MaxThreads = 1025 }, out _));
        Assert.Equal("max_threads is 1025; it must be at most 1024.", Api.Message);
        Assert.Equal(Result.Argument, Api.Open(bytes, new() { AllowPrefix = 2 }, out _));
        byte one;
        Assert.Equal(Result.Limit, Api.OpenMemory(&one, nuint.MaxValue, null, &image));
        Assert.Equal(Result.Argument, Api.OpenMemory(null, 1, null, &image));
        Assert.Equal(Result.Argument, Api.OpenMemory(&one, 1, null, null));
    }

    [Fact]
    public void A_missing_pointer_or_a_range_beyond_the_end_is_an_error()
    {
        using var image = new OpenedImage(File.ReadAllBytes(OpenedImage.Sample));
        var count = Api.Info(image).Count;
        PlainGaussian gaussian;
        uint side;
        byte* text;
        Assert.Equal(Result.Argument, Api.GetInfo(image, null));
        Assert.Equal(Result.Argument, Api.GetRenderSize(image, null, &side, null));
        Assert.Equal(Result.Argument, Api.GetMetadata(image, 0, null, &text));
        Assert.Equal(Result.Argument, Api.Render(image, null, null, 0, 100));
        Assert.Equal(Result.Argument, Api.GetGaussians(image, 0, 1, ShapeKind.Cholesky, null, 44));
        Assert.Equal(Result.Argument, Api.GetGaussians(image, 0, 1, ShapeKind.Cholesky, &gaussian, 43));
        Assert.Equal(Result.Argument, Api.GetGaussians(image, 0, 1, (ShapeKind)4, &gaussian, 44));
        Assert.Equal(Result.Argument, Api.GetGaussians(image, count, 1, ShapeKind.Cholesky, &gaussian, 44));
        Assert.Equal(
            Result.Argument, Api.GetGaussians(image, uint.MaxValue, uint.MaxValue, ShapeKind.Cholesky, &gaussian, 44));
        Assert.Equal(Result.Argument, Api.GetLayers(image, 1000, 1, &gaussian, 16));
        Assert.Equal(Result.Ok, Api.GetGaussians(image, count, 0, ShapeKind.Cholesky, null, 44));
    }

    [Fact]
    public void Structures_of_older_and_newer_programs_are_understood()
    {
        using var image = new OpenedImage(File.ReadAllBytes(OpenedImage.Sample));
        var newer = stackalloc byte[200];
        new Span<byte>(newer, 200).Clear();
        *(uint*)newer = 200;
        uint width, height;
        Assert.Equal(Result.Ok, Api.GetRenderSize(image, (RenderSettings*)newer, &width, &height));
        newer[199] = 1;
        Assert.Equal(Result.Argument, Api.GetRenderSize(image, (RenderSettings*)newer, &width, &height));
        Assert.Contains("members that this library does not have", Api.Message);
        Assert.Equal(Result.Ok, Api.GetInfo(image, (ImageDescription*)newer));
        Assert.Equal((200u, width, (byte)0), (*(uint*)newer, ((ImageDescription*)newer)->Width, newer[199]));
        foreach (var size in (uint[])[0, 4, ImageDescription.FirstSize - 1, 5000])
        {
            *(uint*)newer = size;
            Assert.Equal(Result.Argument, Api.GetInfo(image, (ImageDescription*)newer));
        }

        var large = new byte[2 * 60];
        large.AsSpan().Fill(0xA5);
        fixed (byte* target = large)
        {
            Assert.Equal(Result.Ok, Api.GetGaussians(image, 0, 2, ShapeKind.Cholesky, target, 60));
        }

        Assert.False(large.AsSpan(104).ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void Each_thread_has_its_own_message()
    {
        Assert.Equal(Result.Argument, Api.OpenFile(null, null, null));
        var before = Api.Message;
        string? fresh = null, other = null;
        var thread = new Thread(() =>
        {
            fresh = Api.Message;
            Api.Close(-1);
            other = Api.Message;
        });
        thread.Start();
        thread.Join();
        Assert.Equal("", fresh);
        Assert.Equal("The image is closed or was never opened.", other);
        Assert.Equal(before, Api.Message);
    }

    [Fact]
    public void A_long_message_is_cut_between_characters()
    {
        Assert.Equal(Result.NotFound, OpenFile("/" + string.Concat(Enumerable.Repeat("/海鷗", 400)), out _));
        Assert.InRange(Encoding.UTF8.GetByteCount(Api.Message), 1000, 1023);
        Assert.DoesNotContain('\uFFFD', Api.Message);
    }

    [Fact]
    public void Kept_memory_can_be_released() => Assert.Equal(Result.Ok, Api.Trim());

    [Fact]
    public void The_limit_of_bytes_also_holds_in_memory()
    {
        var bytes = File.ReadAllBytes(OpenedImage.Sample);
        var limit = new GaussianReadOptions { MaxFileBytes = bytes.Length - 1 };
        Fails.Of(StylizeError.ImageTooLarge, () => GaussianFileReader.Read(bytes, "memory", limit));
        Assert.Throws<StylizeException>(() => GaussianFileReader.Read(ImageSource.Memory(bytes, "memory"), limit));
    }

    private static uint Count(byte[] bytes)
    {
        using var image = new OpenedImage(bytes);
        return Api.Info(image).Count;
    }

    private static byte[] Lossless(CholeskyShape<float> shape)
    {
        using var store = new GaussianStore(1);
        store[0] = store[0] with { Shape = shape };
        using var model = new GaussianModel(store, 100, 100);
        return GaussianFileWriter.ToBytes(model, GaussianProfile.Lossless);
    }

    private static Result OpenFile(string path, out nint image)
    {
        nint opened = 0;
        fixed (byte* text = Encoding.UTF8.GetBytes(path + "\0"))
        {
            var result = Api.OpenFile(text, null, &opened);
            image = opened;
            return result;
        }
    }
}
