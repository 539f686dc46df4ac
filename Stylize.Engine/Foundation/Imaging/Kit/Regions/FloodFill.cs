namespace Stylize.Engine.Imaging.Kit.Regions;

/// <summary>Finds pixels that are connected through pixels that belong to an area. Pixels that share a side are
/// connected.</summary>
/// <param name="belongs">True for the pixels of the area, by their index in raster order. Each pixel is asked for
/// once.</param>
/// <remarks>Needs a byte per pixel, and an index per pixel of the edge of what is found.</remarks>
/// <example><code>
/// var area = "..##.#"; // two rows of three pixels
/// List&lt;int> found = [];
/// new FloodFill(3, 2, i => area[i] == '#').Fill(2, found.Add);
/// Assert.Equal([2, 5], found); // pixel 3 shares a corner, but no side
/// </code></example>
internal sealed class FloodFill(int width, int height, Func<int, bool> belongs)
{
    private readonly bool[] _isSeen = new bool[width * height];
    private readonly Stack<int> _open = new();

    /// <summary>Calls an action for the pixels of the area that are connected with a pixel, itself included, and were
    /// not found before.
    /// </summary>
    public void Fill(int start, Action<int> add)
    {
        Visit(start);
        while (_open.TryPop(out var pixel))
        {
            add(pixel);
            var x = pixel % width;
            if (x > 0) Visit(pixel - 1);
            if (x < width - 1) Visit(pixel + 1);
            if (pixel >= width) Visit(pixel - width);
            if (pixel < _isSeen.Length - width) Visit(pixel + width);
        }
    }

    private void Visit(int pixel)
    {
        if (_isSeen[pixel]) return;

        _isSeen[pixel] = true;
        if (belongs(pixel))
        {
            _open.Push(pixel);
        }
    }
}
