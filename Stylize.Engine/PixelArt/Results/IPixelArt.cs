namespace Stylize.Engine.PixelArt.Results;

/// <summary>Pixel art of a still picture, which <see cref="PixelArtOperation"/> returns, and restored pixel art, whose
/// cells are those of the first frame.</summary>
public interface IPixelArt : IArtifact
{
    /// <summary>The colors of the cells that are not transparent.</summary>
    IReadOnlyList<Rgba32> Colors { get; }

    /// <summary>One pixel per cell; valid until the result is disposed.</summary>
    Raster<Rgba32> Cells { get; }

    /// <summary>Returns the index in <see cref="Colors"/> of each cell, row by row; -1 for transparent cells.</summary>
    int[] Indices()
    {
        var indices = new int[Cells.Width * Cells.Height];
        var numbers = new Dictionary<Rgba32, int>();
        for (var i = 0; i < Colors.Count; i++)
        {
            numbers.TryAdd(Colors[i], i);
        }

        for (var y = 0; y < Cells.Height; y++)
        {
            var row = Cells.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                indices[(y * row.Length) + x] = row[x].A == 0 ? -1 : numbers[row[x]];
            }
        }

        return indices;
    }
}
