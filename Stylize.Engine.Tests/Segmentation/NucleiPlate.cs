using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Tests.Batch;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>
/// A plate of 16-bit TIFF tiles cut from the real nuclei: 2 wells, 2 timepoints, 9 tiles of 232 x 173 in a square, 2 channels. Objects
/// cross the seams.
/// </summary>
internal sealed class NucleiPlate : IDisposable
{
    public const int TileWidth = 232;
    public const int TileHeight = 173;

    private readonly TemporaryFolder _folder = new();

    public NucleiPlate()
    {
        var index = 1;
        foreach (var well in (string[])["E4", "E5"])
        {
            for (var timepoint = 0; timepoint < 2; timepoint++)
            {
                using var image = SyntheticImages.Nuclei($"nuclei0{index++}");
                Cut(image, well, timepoint, "DAPI", v => (v * 200) + 100);
                Cut(image, well, timepoint, "GFP", v => 60000 - (v * 150));
            }
        }
    }

    public string Tiles => _folder["tiles"];

    public string this[string name] => _folder[name];

    public string[] Files => Directory.GetFiles(Tiles);

    /// <summary>The untiled image of a well.</summary>
    public static Raster<ushort> Whole(int index, string channel)
    {
        using var image = SyntheticImages.Nuclei($"nuclei0{index}");
        return Crop(image, 0, 0, 3 * TileWidth, 3 * TileHeight, channel == "DAPI" ? v => (v * 200) + 100 : v => 60000 - (v * 150));
    }

    public PlateOptions Options(string destination) => new()
    {
        Segmentation = new Stylize.Engine.Segmentation.SegmentationOptions { StandardDeviations = 1 },
        Channels = ["DAPI"],
        MeasureChannels = ["GFP"],
        Destination = _folder[destination],
    };

    public void Dispose() => _folder.Dispose();

    private void Cut(Raster<ushort> image, string well, int timepoint, string channel, Func<int, int> value)
    {
        for (var tile = 0; tile < 9; tile++)
        {
            using var part = Crop(image, tile % 3 * TileWidth, tile / 3 * TileHeight, TileWidth, TileHeight, value);
            Save(part, Path.Combine(Tiles, $"PLATE1_{well}_T{timepoint}_{tile + 1}_{channel}.tif"));
        }
    }

    public static void Save(Raster<ushort> image, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        using var samples = new SampleImage<ushort>([image.Clone()], false, 16);
        ImageCodecs.Default.Encode(samples, file, new EncodeOptions(ImageFormat.Tiff));
    }

    private static Raster<ushort> Crop(Raster<ushort> image, int left, int top, int width, int height, Func<int, int> value)
    {
        var part = new Raster<ushort>(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                part[x, y] = (ushort)value(image[left + x, top + y]);
            }
        }

        return part;
    }
}
