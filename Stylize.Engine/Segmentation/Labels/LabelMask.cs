using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Tiff;

namespace Stylize.Engine.Segmentation.Labels;

/// <summary>
/// Writes a window of labels as a TIFF file: 16 bits a pixel, or 32 where there are more than 65,535 labels. Background is 0.
/// </summary>
internal static class LabelMask
{
    public static void Write(
        LabelledRuns labelled, int left, int top, int width, int height, Stream target, LosslessCompression compression)
    {
        if (labelled.Count <= ushort.MaxValue)
        {
            Write<ushort>(labelled, left, top, width, height, target, compression);
        }
        else
        {
            Write<uint>(labelled, left, top, width, height, target, compression);
        }
    }

    private static void Write<T>(
        LabelledRuns labelled, int left, int top, int width, int height, Stream target, LosslessCompression compression)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        var page = new TiffPage(width, height, 1, 8 * Unsafe.SizeOf<T>(), compression) { IsDifferenced = true };
        using var tiff = new TiffWriter(target, page);
        if (page.HasPredictor)
        {
            // Labels differ from those before them at the ends of runs alone: nothing need be painted.
            for (var y = 0; y < height; y++)
            {
                labelled.PaintDifferences(MemoryMarshal.Cast<byte, T>(tiff.NextRow()), left, top + y);
            }

            tiff.Finish();
            return;
        }

        using var strip = new Raster<T>(width, Math.Min(64, height));
        for (var y = 0; y < height; y += strip.Height)
        {
            var rows = Math.Min(strip.Height, height - y);
            labelled.Paint(strip, left, top + y, rows);
            for (var row = 0; row < rows; row++)
            {
                tiff.Add<T>(strip.Row(row));
            }
        }

        tiff.Finish();
    }
}
