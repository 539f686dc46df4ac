namespace Stylize.Engine.VectorArt.Areas;

/// <summary>An image, or an image without noise, which is filtered again each time that pixels are read: a filtered
/// copy would double the memory of a large image.</summary>
/// <param name="Rim">The border of a filtered image that is replaced by the pixels next to it.</param>
internal readonly record struct PixelSource(
    Raster<Rgba32> Image, bool IsFiltered, PictureRim Rim = default)
{
    /// <summary>Reads the pixels of a row from a column.</summary>
    public void Read(int x, int y, Span<Rgba32> target)
    {
        if (!IsFiltered)
        {
            Image.Row(y).Slice(x, target.Length).CopyTo(target);
            return;
        }

        y = Math.Clamp(y, Rim.Top, Image.Height - 1 - Rim.Bottom);
        NoiseFilter.Apply(Image, x, y, target);
        var (left, right) = (Rim.Left - x, Image.Width - Rim.Right - x);
        if (left > 0) Fill(target[..Math.Min(left, target.Length)], Rim.Left, y);
        if (right < target.Length) Fill(target[Math.Max(0, right)..], Image.Width - 1 - Rim.Right, y);
    }

    private void Fill(Span<Rgba32> target, int x, int y)
    {
        NoiseFilter.Apply(Image, x, y, target[..1]);
        target.Fill(target[0]);
    }
}
