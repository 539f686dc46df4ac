using Stylize.Engine.Imaging.Tiff;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Writes small gray images from functions.</summary>
internal static class SampleFiles
{
    public static void Save(string path, int width, int height, Func<int, int, int> value)
    {
        using var image = Paint<ushort>(width, height, (x, y) => (ushort)value(x, y));
        TestPlate.Save(image, path);
    }

    /// <summary>Saves an uncompressed TIFF of 16-bit pages, the first one with a description.</summary>
    public static void SavePages(
        string path, int width, int height, int pages, Func<int, int, int, int> value, string? description = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        using var tiff = new TiffWriter(file);
        for (var page = 0; page < pages; page++)
        {
            tiff.Begin(
                new TiffPage(
                    width, height, 1, 16, LosslessCompression.None) { Description = page == 0 ? description : null });
            for (var y = 0; y < height; y++)
            {
                tiff.Add<ushort>([.. Enumerable.Range(0, width).Select(x => (ushort)value(x, y, page))]);
            }

            tiff.Finish();
        }
    }

    public static void SaveColor(string path, int width, int height)
    {
        using var image = Paint<Rgba32>(width, height, (x, y) => new Rgba32((byte)x, (byte)y, 90));

        image.Save(path, new(ImageFormat.Png));
    }

    public static void SaveFloats(string path, int width, int height, Func<int, int, float> value)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        using var tiff =
            new TiffWriter(file, new TiffPage(width, height, 1, 32, LosslessCompression.None) { IsFloat = true });
        for (var y = 0; y < height; y++)
        {
            tiff.Add<float>([.. Enumerable.Range(0, width).Select(x => value(x, y))]);
        }

        tiff.Finish();
    }

    /// <summary>Saves a mask with 32 bits per pixel.</summary>
    public static void SaveLabels(string path, int width, int height, Func<int, int, uint> value)
    {
        using var image = Paint<uint>(width, height, value);

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        image.Save(path, new(ImageFormat.Tiff));
    }

    public static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Returns the rows of a CSV table by the names of its columns.</summary>
    public static List<Dictionary<string, string>> Table(string path)
    {
        var lines = File.ReadAllLines(path).Select(line => line.Split(',')).ToList();
        return [.. lines.Skip(1).Select(line => lines[0].Zip(line).ToDictionary())];
    }

    /// <summary>Returns the regions of a GeoJSON file.</summary>
    public static JsonElement[] Features(string path) =>
        [.. JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("features").EnumerateArray()];

    /// <summary>Returns the labels of a mask in order.</summary>
    public static List<int> Labels(string path) =>
        [.. Read(path).Cast<double>().Where(label => label > 0).Select(label => (int)label).Distinct().Order()];

    /// <summary>Reads a mask or a montage.</summary>
    public static double[,] Read(string path)
    {
        var info = ImageCodecs.Default.Identify(ImageSource.File(path));
        var values = new double[info.Height, info.Width];
        ImageCodecs.Default.ReadNumbers(ImageSource.File(path), (y, row) =>
        {
            for (var x = 0; x < row.Length; x++)
            {
                values[y, x] = row[x];
            }
        });
        return values;
    }
}
