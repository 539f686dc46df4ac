using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine;

namespace Stylize.Benchmarks;

/// <summary>Prints a hash of each plane of the files of a folder, which tools/compare_planes.py compares with other
/// readers.</summary>
internal static class PlaneTable
{
    public const string Name = "planes";

    public static int Run(string folder)
    {
        var codec = ImageCodecs.Default;
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order())
        {
            var name = Path.GetRelativePath(folder, path);
            try
            {
                var source = ImageSource.File(path);
                var pages = codec.Identify(source, new DecodeOptions { IsMeasured = true }).Pages;
                for (var page = 0; page < pages; page++)
                {
                    Print(name, page, codec, source);
                }
            }
            catch (StylizeException failure)
            {
                Console.WriteLine($"{name}\tfailed\t{failure.Error}\t{failure.Message.ReplaceLineEndings(" ")}");
            }
        }

        return 0;
    }

    private static void Print(string name, int page, IImageCodec codec, ImageSource source)
    {
        var options = new DecodeOptions { IsMeasured = true, Page = page };
        var info = codec.Identify(source, options);
        if (info.ColorPlanes == 1 && !info.HasAlpha)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
            codec.ReadNumbers(source, (_, row) => hash.AppendData(MemoryMarshal.AsBytes(row)), options);
            Line(info, hash);
            return;
        }

        using var samples = codec.DecodeSamples(source, options);
        foreach (var plane in samples.Planes)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
            for (var y = 0; y < plane.Height; y++)
            {
                double[] row = [.. plane.Row(y).ToArray().Select(sample => (double)sample)];
                hash.AppendData(MemoryMarshal.AsBytes<double>(row));
            }

            Line(info, hash);
        }

        void Line(ImageInfo header, IncrementalHash hash) => Console.WriteLine(
            $"{name}\t{page}\t{header.Width}x{header.Height}\t{Convert.ToHexString(hash.GetHashAndReset())}");
    }
}
