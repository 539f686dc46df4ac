namespace Stylize.Engine.Segmentation.Models;

/// <summary>An output with a value per pixel and channel, for the tile that the model received.</summary>
internal sealed unsafe class OutputMap
{
    private readonly Tensor _tensor;
    private readonly (nint Channel, nint Row, nint Column) _steps;

    private OutputMap(Tensor tensor, int channels, int height, int width, int grid, bool isChannelLast)
    {
        (_tensor, Channels, Height, Width, Grid) = (tensor, channels, height, width, grid);
        _steps = isChannelLast ? (1, (nint)channels * width, channels) : ((nint)height * width, width, 1);
    }

    public string Name => _tensor.Name;
    public int Channels { get; }
    public int Height { get; }
    public int Width { get; }

    /// <summary>Number of pixels of the tile per pixel of the map, in each direction: 1, 2, 4, 8 or 16.</summary>
    public int Grid { get; }

    public bool IsWhole => _tensor.Type is ElementType.Byte or ElementType.SByte or ElementType.UInt16 or ElementType.Int16
        or ElementType.Int32 or ElementType.Int64 or ElementType.UInt32;

    private bool IsNumber => IsWhole || _tensor.Type is ElementType.Float or ElementType.Half or ElementType.Double or ElementType.Bool;

    /// <summary>Returns the map of an output; null if its shape has none, as that of a vector, or its elements are not numbers.</summary>
    /// <param name="height">Height of the tile in pixels.</param>
    /// <param name="width">Width of the tile in pixels.</param>
    /// <param name="isChannelLast">Order of the sides if both fit.</param>
    public static OutputMap? FromTensor(Tensor tensor, int height, int width, bool isChannelLast)
    {
        if (tensor.Data is null) return null;

        long[] shape = [.. tensor.Shape.Take(Math.Max(tensor.Shape.Length - 3, 0)).Where(side => side != 1), .. tensor.Shape.TakeLast(3)];
        int GridOf(long rows, long columns) =>
            rows > 0 && columns > 0 && height % rows == 0 && width % columns == 0 && height / rows == width / columns
            && height / rows is 1 or 2 or 4 or 8 or 16 ? (int)(height / rows) : 0;

        OutputMap? Made(long channels, long rows, long columns, bool last) =>
            GridOf(rows, columns) is > 0 and var grid && channels is > 0 and <= 1024
                ? new OutputMap(tensor, (int)channels, (int)rows, (int)columns, grid, last)
                : null;

        var map = shape switch
        {
            [var h, var w] => Made(1, h, w, false),
            [var a, var b, var c] when isChannelLast => Made(c, a, b, true) ?? Made(a, b, c, false),
            [var a, var b, var c] => Made(a, b, c, false) ?? Made(c, a, b, true),
            _ => null,
        };
        return map is { IsNumber: true } ? map : null;
    }

    /// <summary>Copies values of a row of a channel.</summary>
    /// <param name="x">First column.</param>
    /// <exception cref="FormatException">A value is NaN or infinite.</exception>
    public void CopyRow(int channel, int y, int x, Span<float> row)
    {
        var first = First(channel, y, x);
        for (var i = 0; i < row.Length; i++)
        {
            var at = first + (i * _steps.Column);
            row[i] = _tensor.Type switch
            {
                ElementType.Float => ((float*)_tensor.Data)[at],
                ElementType.Half => (float)((Half*)_tensor.Data)[at],
                ElementType.Double => (float)((double*)_tensor.Data)[at],
                _ => Whole(at),
            };
        }

        if (!TensorPrimitives.IsFiniteAll<float>(row)) throw new FormatException($"its output '{Name}' contains NaN or infinite values");
    }

    /// <summary>Copies the numbers of objects of a row. Negative ones become the background, 0.</summary>
    public void CopyNumbers(int y, int x, Span<long> row)
    {
        var first = First(0, y, x);
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = Math.Max(Whole(first + (i * _steps.Column)), 0);
        }
    }

    private nint First(int channel, int y, int x)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)channel, (uint)Channels);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)Width);
        return (channel * _steps.Channel) + (y * _steps.Row) + (x * _steps.Column);
    }

    private long Whole(nint at) => _tensor.Type switch
    {
        ElementType.Byte or ElementType.Bool => ((byte*)_tensor.Data)[at],
        ElementType.SByte => ((sbyte*)_tensor.Data)[at],
        ElementType.UInt16 => ((ushort*)_tensor.Data)[at],
        ElementType.Int16 => ((short*)_tensor.Data)[at],
        ElementType.Int32 => ((int*)_tensor.Data)[at],
        ElementType.UInt32 => ((uint*)_tensor.Data)[at],
        _ => ((long*)_tensor.Data)[at],
    };
}
