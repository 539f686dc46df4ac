using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Tests.Gaussians.Library;
using Stylize.GaussianLibrary;

namespace Stylize.Benchmarks;

/// <summary>
/// libgaussianimage, with all its functions: the library that GAUSSIAN_LIBRARY names, or the managed functions. Each
/// input is also read with correct checksums, which lets more of the damage through.
/// </summary>
internal static unsafe class FuzzLibrary
{
    private const int Side = 16;

    /// <param name="model">A .g2d file.</param>
    public static FuzzTarget Target(byte[] model)
    {
        using var file = GaussianFileReader.Read(model, "sample");
        byte[][] samples = [model,
            .. Enum.GetValues<GaussianProfile>().Select(profile => GaussianFileWriter.ToBytes(file.Model, profile))];
        return new FuzzTarget(
            "gaussian-library", samples, bytes => Read(bytes, false) | Read(bytes, true) | Read(Checked(bytes), true));
    }

    /// <summary>Returns true if the file can be opened. Throws if a function fails in a way that its header
    /// excludes.</summary>
    private static bool Read(byte[] bytes, bool isPrefix)
    {
        var api = LibraryApi.Current;
        var options = new OpenOptions { AllowPrefix = isPrefix ? 1u : 0, MaxCount = 1 << 20 };
        var result = api.Open(bytes, options, out var image);
        if (result != Result.Ok)
        {
            Check(result is Result.Damaged or Result.Version or Result.Limit, result, api);
            return false;
        }

        try
        {
            Use(image, api);
        }
        finally
        {
            Check(api.Close(image) == Result.Ok, Result.Ok, api);
        }

        return true;
    }

    private static void Use(nint image, LibraryApi api)
    {
        var info = api.Info(image);
        Span<byte> pixels = stackalloc byte[(Side * Side * 16) + 64];
        pixels.Fill(0xA5);
        RenderSettings[] renderings =
        [
            new() { Width = Side, Height = Side },
            new() { Width = Side, Height = Side, Format = (uint)PixelFormat.RgbaFloat, Level = 0.5, MaxThreads = 2 },
            new() { X = -3, Y = (int)info.Height - 5, RegionWidth = 12, RegionHeight = 12,
                Width = Side, Height = Side },
        ];
        foreach (var settings in renderings)
        {
            var result = api.Draw(image, settings, pixels[..^64]);
            Check(result == Result.Ok, result, api);
        }

        Check(!pixels[^64..].ContainsAnyExcept((byte)0xA5), Result.Buffer, api);
        var gaussians = new PlainGaussian[info.Count];
        fixed (PlainGaussian* target = gaussians)
        {
            foreach (var kind in Enum.GetValues<ShapeKind>())
            {
                var result = api.GetGaussians(image, 0, info.Count, kind, target, (nuint)sizeof(PlainGaussian));
                Check(result == Result.Ok || (result == Result.Shape && kind != ShapeKind.Cholesky), result, api);
            }
        }

        for (var i = 0u; i < info.MetadataCount; i++)
        {
            byte* name, value;
            var result = api.GetMetadata(image, i, &name, &value);
            Check(result == Result.Ok && Marshal.PtrToStringUTF8((nint)value) is not null, result, api);
        }
    }

    private static void Check(bool isRight, Result result, LibraryApi api)
    {
        if (!isRight) throw new InvalidOperationException($"{result}: {api.Message}");
    }

    /// <summary>Returns the file with correct checksums of all chunks that end in it.</summary>
    private static byte[] Checked(byte[] bytes)
    {
        var result = bytes.ToArray();
        Mutation.RepairChecksums(result);
        return result;
    }
}
