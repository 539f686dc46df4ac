using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Tiff;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Segmentation.Illumination;

/// <summary>How much light each pixel of a tile gets, by which pixels are divided. Its mean is 1.</summary>
internal sealed class LightProfile
{
    private readonly float[] _inverse;

    /// <param name="values">Positive values, row by row.</param>
    /// <exception cref="StylizeException">OperationFailed: a value is not positive.</exception>
    public LightProfile(int width, int height, float[] values, string name)
    {
        var mean = values.Average(v => (double)v);
        if (!double.IsFinite(mean) || values.Any(v => !(v > 0)))
        {
            throw new StylizeException(
                StylizeError.OperationFailed, name,
                $"The flat field '{name}' has values that are not positive, so nothing can be divided by it.",
                "Use a smaller {DarkOffset}, or a different flat field.");
        }

        (Width, Height, Values) = (width, height, Array.ConvertAll(values, v => (float)(v / mean)));
        _inverse = Array.ConvertAll(Values, v => 1 / v);
    }

    public int Width { get; }
    public int Height { get; }

    /// <summary>The profile, row by row; its mean is 1.</summary>
    public float[] Values { get; }

    /// <summary>Reads a profile from an image of one channel, of integers or floating-point numbers and any mean.</summary>
    /// <exception cref="StylizeException">The file cannot be read, is in color, or has values that are not positive.</exception>
    public static LightProfile Read(string path, IImageCodec codec)
    {
        using var image = new ImageInput(ImageSource.File(path), codec).Codec.DecodeFloat(ImageSource.File(path));
        if (image.ColorPlanes != 1)
        {
            throw new StylizeException(
                StylizeError.FormatUnsupported, path, $"The flat field '{path}' is in color.", "Give a gray image as the flat field.");
        }

        var values = new float[image.Width * image.Height];
        for (var y = 0; y < image.Height; y++)
        {
            image.Planes[0].Row(y).CopyTo(values.AsSpan(y * image.Width));
        }

        return new LightProfile(image.Width, image.Height, values, path);
    }

    /// <summary>Writes the profile as a TIFF of 32-bit floating-point numbers.</summary>
    public void Write(Stream target)
    {
        using var tiff = new TiffWriter(target, new TiffPage(Width, Height, 1, 32, LosslessCompression.None) { IsFloat = true });
        for (var y = 0; y < Height; y++)
        {
            tiff.Add<float>(Values.AsSpan(y * Width, Width));
        }

        tiff.Finish();
    }

    /// <summary>Subtracts an offset from pixels and divides them by the profile; rounded, and kept within 0 to 65535.</summary>
    public void Correct(Raster<ushort> image, int top, int rows, double offset)
    {
        var dark = (float)offset;
        for (var y = 0; y < rows; y++)
        {
            var row = image.Row(y);
            var inverse = _inverse.AsSpan((top + y) * Width, row.Length);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = (ushort)Math.Clamp(((row[x] - dark) * inverse[x]) + .5f, 0, 65535);
            }
        }
    }
}
