namespace Stylize.Engine.Segmentation.Illumination;

/// <summary>Relative illumination of each pixel of a tile, by which pixels are divided (flat field). Its mean is
/// 1.</summary>
internal sealed class IlluminationField
{
    private readonly float[] _inverse;

    /// <param name="values">Positive values in raster order.</param>
    /// <exception cref="StylizeException">OperationFailed: a value is not positive.</exception>
    public IlluminationField(int width, int height, float[] values, string name)
    {
        var mean = values.Average(v => (double)v);
        if (!double.IsFinite(mean) || values.Any(v => !(v > 0))) throw Errors.FlatFieldNotPositive.With(name);

        (Width, Height, Values) = (width, height, Array.ConvertAll(values, v => (float)(v / mean)));
        _inverse = Array.ConvertAll(Values, v => 1 / v);
    }

    public int Width { get; }
    public int Height { get; }

    /// <summary>The illumination in raster order; its mean is 1.</summary>
    public float[] Values { get; }

    /// <summary>Reads an illumination field from an image with one channel, of integers or floating-point numbers with
    /// any mean.</summary>
    /// <exception cref="StylizeException">The file cannot be read, is in color, or contains values that are not
    /// positive.</exception>
    public static IlluminationField Read(string path, IImageCodec codec)
    {
        var source = ImageSource.File(path);
        var info = codec.Identify(source);
        if (info.ColorPlanes != 1) throw Errors.FlatFieldInColor.With(path);

        var values = new float[info.Width * info.Height];
        codec.ReadNumbers(
            source, (y, row) => TensorPrimitives.ConvertTruncating(row, values.AsSpan(y * info.Width, row.Length)));
        return new IlluminationField(info.Width, info.Height, values, path);
    }

    /// <summary>Writes the field as a TIFF file with 32-bit floating-point samples.</summary>
    public void Write(Stream target)
    {
        using var tiff =
            new TiffWriter(target, new TiffPage(Width, Height, 1, 32, LosslessCompression.None) { IsFloat = true });
        for (var y = 0; y < Height; y++)
        {
            tiff.Add<float>(Values.AsSpan(y * Width, Width));
        }

        tiff.Finish();
    }

    /// <summary>Subtracts an offset from pixels and divides them by the illumination; rounds, and clamps to 0 to
    /// 65,535.</summary>
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
