namespace Stylize.Engine.Tests.Imaging;

public sealed class RasterTests
{
    [Fact]
    public void Rows_of_a_packed_raster_are_contiguous()
    {
        using var raster = Raster<float>.Packed(5, 3);
        raster.Fill(1);
        raster[4, 1] = 2;
        Assert.Equal(5, raster.Stride);
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1], raster.Pixels.ToArray());
    }

    [Fact]
    public void Packed_rasters_share_a_buffer_without_freeing_it()
    {
        using var buffer = new PooledBuffer<int>(6);
        foreach (var (width, height) in ((int, int)[])[(2, 3), (5, 1)])
        {
            using var raster = Raster<int>.Packed(width, height, buffer);
            raster.Fill(width);
        }

        Assert.Equal([5, 5, 5, 5, 5, 2], buffer.Span.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => Raster<int>.Packed(7, 1, buffer));
    }

    [Fact]
    public void The_pixels_of_padded_or_disposed_rasters_are_refused()
    {
        var padded = new Raster<float>(5, 3);
        Assert.Throws<InvalidOperationException>(() => padded.Pixels.Length);
        padded.Dispose();
        Assert.Throws<ObjectDisposedException>(() => padded.Pixels.Length);
    }

    [Fact]
    public void Strips_of_a_decoded_image_are_its_rows_in_order_and_end_with_it()
    {
        var image = Paint<Rgba32>(3, 7, (x, y) => new((byte)x, (byte)y, 9));
        using var strips = new WholeRgbaStrips(new(ImageFormat.Png, 3, 7, 1, 3, false, 8, false, 1), image);
        using var rows = new Raster<Rgba32>(3, 4, clear: true);
        foreach (var (first, count) in ((int, int)[])[(0, 4), (4, 3), (7, 0)])
        {
            Assert.Equal(count, strips.Read(rows));
            Assert.All(Enumerable.Range(0, count), y => Assert.Equal(new Rgba32(2, (byte)(first + y), 9), rows[2, y]));
        }
    }
}
