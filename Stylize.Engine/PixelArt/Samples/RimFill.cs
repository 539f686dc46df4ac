namespace Stylize.Engine.PixelArt.Samples;

/// <summary>Replaces a uniform border by the outermost pixels of the picture.</summary>
internal static class RimFill
{
    public static void Run(Raster<Rgba32> image, PictureRim rim)
    {
        if (rim == default) return;

        var (right, bottom) = (image.Width - 1 - rim.Right, image.Height - 1 - rim.Bottom);
        for (var y = rim.Top; y <= bottom; y++)
        {
            var row = image.Row(y);
            row[..rim.Left].Fill(row[rim.Left]);
            row[(right + 1)..].Fill(row[right]);
        }

        for (var y = 0; y < rim.Top; y++)
        {
            image.Row(rim.Top).CopyTo(image.Row(y));
        }

        for (var y = bottom + 1; y < image.Height; y++)
        {
            image.Row(bottom).CopyTo(image.Row(y));
        }
    }
}
