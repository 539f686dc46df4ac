using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Stylize.Engine.Tests.Imaging.Kit.Planes;

/// <summary>Hashes the results of the tools for planes, also in a process whose vector hardware is disabled.</summary>
public sealed class PlaneDigest
{
    internal const string Name = "plane-digest";

    [Theory]
    [InlineData("DOTNET_EnableHWIntrinsic", "0")]
    [InlineData("DOTNET_EnableAVX2", "0")]
    [InlineData("DOTNET_MaxVectorTBitWidth", "200")]
    public void Vector_width_does_not_change_a_bit(string variable, string value)
    {
        var run = CliRun.With(
            new("dotnet", [typeof(PlaneDigest).Assembly.Location, Name]) { Environment = { [variable] = value } });
        Assert.Equal((0, Compute()), (run.ExitCode, run.Out.Trim()));
    }

    internal static int Run()
    {
        Console.WriteLine(Compute());
        return 0;
    }

    private static string Compute()
    {
        var random = new Random(1);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var plane = Raster<float>.Packed(203, 117);
        using var samples = new Raster<ushort>(plane.Width, plane.Height);
        for (var i = 0; i < plane.Pixels.Length; i++)
        {
            plane.Pixels[i] = random.NextSingle();
            samples[i % plane.Width, i / plane.Width] = (ushort)random.Next(65536);
        }

        using var means = new BlockMeans<ushort, uint>(samples, 3).ToPlane();
        using var single = new BlockMeans<float, float>(plane, 7).ToPlane();
        using var precise = new BlockMeans<float, double>(plane, 5).ToPlane();
        using var enlarged = Bilinear.Enlarge(single, 4.3, 130, 70);
        using var smooth = GaussianBlur.Smooth(plane, 1.7);
        using var edges = GaussianBlur.Laplace(plane, 2);
        using var blurred = plane.Clone();
        GaussianBlur.Apply(blurred, 2.4f, 2, default);
        using var resized = Resampler.Resize(plane, 91, 300, ResampleFilter.Lanczos3);
        BoxMean.Filter(plane, 4, (_, row) => hash.AppendData(MemoryMarshal.AsBytes(row)));
        Opening.Apply(plane.Pixels, plane.Width, plane.Height, 9, 4);
        foreach (var result in (Raster<float>[])[means, single, precise, enlarged, smooth, edges, blurred,
            resized, plane])
        {
            for (var y = 0; y < result.Height; y++)
            {
                hash.AppendData(MemoryMarshal.AsBytes(result.Row(y)));
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
