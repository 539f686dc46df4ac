using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Kit.Planes;

namespace Stylize.Benchmarks;

/// <summary>The batches of <see cref="EstimateTable"/>: photographs of several sizes, and plates with tiles of several sizes.</summary>
internal static class EstimateInputs
{
    private static readonly double[] Sizes = [.1, .4, 1.5, 4, 12];

    /// <summary>Sides of the tiles as multiples of those of the sample plate.</summary>
    private static readonly int[] TileFactors = [2, 4, 8];

    /// <summary>Creates a batch of one photograph for each size, and a batch of all photographs in sizes up to 4 megapixels.</summary>
    public static IEnumerable<(string Name, string Folder)> Photographs(string photographs, string folder)
    {
        string[] sources =
        [
            .. Directory.GetFiles(photographs).Where(f => Path.GetExtension(f).ToLowerInvariant() is ".png" or ".jpg")
                .Order(StringComparer.Ordinal).Take(3),
        ];
        var mixed = Path.Combine(folder, "mixed");
        foreach (var size in Sizes)
        {
            var name = size.ToString(CultureInfo.InvariantCulture);
            var single = Path.Combine(folder, name);
            foreach (var (i, source) in sources.Index())
            {
                if (i == 0)
                {
                    Save(source, size, Path.Combine(single, "0.jpg"));
                }

                if (size <= 4)
                {
                    Save(source, size, Path.Combine(mixed, $"{name}-{i}.jpg"));
                }
            }

            yield return ($"1 of {name} megapixels", single);
        }

        yield return ($"{Directory.GetFiles(mixed).Length} of 0.1 to 4 megapixels", mixed);
    }

    /// <summary>Creates copies of the sample plate with larger tiles, filled with mirrored copies.</summary>
    public static IEnumerable<(string Name, string Folder)> Plates(string folder)
    {
        var sample = Path.Combine(folder, "sample");
        if (!Directory.Exists(sample))
        {
            SamplePlate.Make(sample, 1);
        }

        foreach (var factor in TileFactors)
        {
            var plate = Path.Combine(folder, $"plate{factor}");
            var megapixels = 0.0;
            foreach (var file in Directory.GetFiles(sample, "*.tif", SearchOption.AllDirectories))
            {
                var target = Path.Combine(plate, Path.GetRelativePath(sample, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                using var tile = ImageCodecs.Default.DecodeSamples(ImageSource.File(file));
                using var large = Repeat(tile.Planes[0], factor);
                megapixels = large.Planes[0].Width * large.Planes[0].Height / 1e6;
                using var stream = File.Create(target);
                ImageCodecs.Default.Encode(large, stream, new EncodeOptions(ImageFormat.Tiff));
            }

            yield return (string.Create(CultureInfo.InvariantCulture, $"48 tiles of {megapixels:0.00} MP"), plate);
        }
    }

    private static void Save(string source, double megapixels, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using var image = ImageCodecs.Default.DecodeRgba(ImageSource.File(source));
        var scale = Math.Sqrt(megapixels * 1e6 / ((double)image.Width * image.Height));
        using var resized = Resampler.Resize(
            image, (int)(image.Width * scale), (int)(image.Height * scale), ResampleFilter.Lanczos3, Environment.ProcessorCount);
        using var stream = File.Create(target);
        ImageCodecs.Default.Encode(resized, stream, new EncodeOptions(ImageFormat.Jpeg));
    }

    private static SampleImage<ushort> Repeat(Raster<ushort> tile, int factor)
    {
        var large = new Raster<ushort>(tile.Width * factor, tile.Height * factor);
        for (var y = 0; y < large.Height; y++)
        {
            for (var x = 0; x < large.Width; x++)
            {
                large[x, y] = tile[Mirrored(x, tile.Width), Mirrored(y, tile.Height)];
            }
        }

        return new SampleImage<ushort>([large], false, 16);
    }

    private static int Mirrored(int place, int length) => place / length % 2 == 0 ? place % length : length - 1 - (place % length);
}
