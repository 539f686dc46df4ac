namespace Stylize.Engine.PixelArt.Dithering;

/// <summary>Finds large smooth gradients, such as skies, in which few colors leave bands.</summary>
internal static class SmoothGradients
{
    /// <summary>Maximum difference of neighbors, in Lab units.</summary>
    private const float MaxStep = 2;

    /// <summary>Minimum share of the picture that a gradient covers.</summary>
    private const double MinShare = 0.15;

    /// <summary>Minimum range of L* of a gradient, without its darkest and lightest 5%.</summary>
    private const float MinRange = 12;

    /// <summary>Returns the cells of large smooth areas, row-major; null without such areas.</summary>
    public static bool[]? Find(CellTones tones)
    {
        var (width, height) = (tones.Width, tones.Height);
        var found = false;
        var areas = new bool[width * height];
        var area = new List<int>();
        var fill = new FloodFill(width, height, cell => IsSmooth(cell % width, cell / width));
        for (var start = 0; start < areas.Length; start++)
        {
            area.Clear();
            fill.Fill(start, area.Add);
            if (area.Count < MinShare * areas.Length || Range() < MinRange) continue;

            found = true;
            area.ForEach(cell => areas[cell] = true);
        }

        return found ? areas : null;

        float Range()
        {
            float[] levels = [.. area.Select(cell => tones.Color(cell).L).Order()];
            return levels[^(1 + (levels.Length / 20))] - levels[levels.Length / 20];
        }

        bool IsSmooth(int x, int y)
        {
            var own = (y * width) + x;
            if (!tones.HasTone(own)) return false;

            for (var dy = Math.Max(0, y - 1); dy <= Math.Min(height - 1, y + 1); dy++)
            {
                for (var dx = Math.Max(0, x - 1); dx <= Math.Min(width - 1, x + 1); dx++)
                {
                    var other = (dy * width) + dx;
                    if (!tones.HasTone(other) || Lab.Distance(tones.Color(own), tones.Color(other)) > MaxStep) return false;
                }
            }

            return true;
        }
    }
}
