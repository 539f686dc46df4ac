using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Models;

/// <summary>
/// Runs a model on an image in tiles that overlap. Of each tile, only the part is used that is farther from its sides than the overlap.
/// Tiles begin at multiples of <see cref="ModelSettings.Multiple"/>, so that a model that reduces the image by a divisor of it computes
/// the same values as for the whole image, if the overlap covers the pixels on which a value depends.
/// </summary>
internal sealed unsafe class ModelTiles(OnnxSession session, ModelInput input, ModelSettings settings)
{
    /// <summary>Largest number of pixels of a tile.</summary>
    private const int MaxPixels = 1 << 26;

    /// <summary>Runs the model on each tile.</summary>
    /// <param name="image">Numbers from about 0 to 1, or the samples if the input takes them.</param>
    /// <param name="use">Receives each tile and the tensors of its outputs, from left to right and from top to bottom.</param>
    /// <exception cref="OnnxFailure">The model fails.</exception>
    public void Run(Raster<float> image, Action<ModelTile, IReadOnlyList<Tensor>> use, CancellationToken cancellation)
    {
        foreach (var row in Split(image.Height, input.Height))
        {
            foreach (var column in Split(image.Width, input.Width))
            {
                cancellation.ThrowIfCancellationRequested();
                Run(image, new ModelTile(column, row), use, cancellation);
            }
        }
    }

    /// <summary>Returns the tiles of one direction.</summary>
    /// <param name="length">Pixels of the image.</param>
    /// <param name="fixedSide">Side of a tile; null if the model takes any.</param>
    internal TileSpan[] Split(int length, int? fixedSide)
    {
        var multiple = fixedSide is null ? settings.Multiple : 1;
        var padded = (length + multiple - 1) / multiple * multiple;
        var side = fixedSide ?? (settings.Tile / multiple * multiple);
        if (fixedSide is null && padded <= side) return [new TileSpan(0, padded, 0, length)];

        // A model with a fixed side may reduce the image; of a small tile, at most half is overlap.
        multiple = fixedSide is not null && side % 16 == 0 ? 16 : multiple;
        var overlap = fixedSide is null ? settings.Overlap : Math.Min(settings.Overlap, side / 4);
        var step = Math.Max((side - (2 * overlap)) / multiple * multiple, 1);
        var count = length <= side ? 1 : ((length - side + step - 1) / step) + 1;
        return
        [
            .. Enumerable.Range(0, count).Select(i => new TileSpan(
                i * step,
                fixedSide ?? Math.Min(side, padded - (i * step)),
                i == 0 ? 0 : (i * step) + overlap,
                i == count - 1 ? length : ((i + 1) * step) + overlap)),
        ];
    }

    private void Run(
        Raster<float> image, ModelTile tile, Action<ModelTile, IReadOnlyList<Tensor>> use, CancellationToken cancellation)
    {
        var (width, height) = (tile.Columns.Length, tile.Rows.Length);
        if ((long)width * height > MaxPixels) throw new FormatException(Invariant($"its tiles have {width} x {height} pixels"));

        using var elements = new PooledBuffer<byte>(checked(input.ElementSize * input.Channels * width * height), clear: true);
        var (channelStep, rowStep, columnStep) = Steps(width, height);
        var row = new float[width];
        for (var y = 0; y < height; y++)
        {
            var source = image.Row(SauvolaThreshold.Reflect(tile.Rows.Start + y, image.Height));
            for (var x = 0; x < width; x++)
            {
                row[x] = source[SauvolaThreshold.Reflect(tile.Columns.Start + x, image.Width)];
            }

            // Of two channels, the second one, such as that of the nuclei in cells, is empty.
            for (var channel = 0; channel < (input.Channels == 2 ? 1 : input.Channels); channel++)
            {
                Store(row, elements.Pointer, (channel * channelStep) + (y * rowStep), columnStep);
            }
        }

        var outputs = settings.Outputs.Count == 0 ? session.Outputs
            : [.. settings.Outputs.Select(name => session.Outputs.First(slot => slot.Name == name))];
        var shape = input.ShapeOf(height, width);
        ModelMemory.Run(
            (long)width * height * ModelMemory.BytesPerPixel,
            () => session.Run(
                elements.Pointer, (nuint)elements.Length, shape, outputs, tensors => use(tile, tensors), cancellation),
            cancellation);
    }

    private void Store(ReadOnlySpan<float> row, byte* elements, nint first, nint step)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var at = first + (x * step);
            switch (input.Type)
            {
                case ElementType.Float:
                    ((float*)elements)[at] = row[x];
                    break;
                case ElementType.Half:
                    ((Half*)elements)[at] = (Half)row[x];
                    break;
                case ElementType.Byte:
                    elements[at] = (byte)Math.Clamp(MathF.Round(row[x] * byte.MaxValue), 0, byte.MaxValue);
                    break;
                default:
                    ((ushort*)elements)[at] = (ushort)Math.Clamp(MathF.Round(row[x]), 0, ushort.MaxValue);
                    break;
            }
        }
    }

    /// <summary>Returns the distance in elements of two channels, rows and columns.</summary>
    private (nint Channel, nint Row, nint Column) Steps(int width, int height)
    {
        nint Step(char axis) => input.Axes[(input.Axes.IndexOf(axis) + 1)..]
            .Aggregate((nint)1, (step, after) => step * (after switch { 'C' => input.Channels, 'H' => height, 'W' => width, _ => 1 }));
        return (input.Axes.Contains('C') ? Step('C') : 0, Step('H'), Step('W'));
    }
}

/// <summary>A tile in one direction.</summary>
/// <param name="Start">First pixel.</param>
/// <param name="Length">Pixels, which may extend over the end of the image.</param>
/// <param name="First">First pixel whose result is used.</param>
/// <param name="End">Pixel after the last one whose result is used.</param>
internal readonly record struct TileSpan(int Start, int Length, int First, int End);

/// <summary>A tile of an image.</summary>
internal readonly record struct ModelTile(TileSpan Columns, TileSpan Rows);
