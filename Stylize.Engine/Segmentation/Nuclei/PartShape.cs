namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>Sums over the pixels of a part, from which follows how much like an ellipse it is.</summary>
internal struct PartShape
{
    private double _x;
    private double _y;
    private double _xx;
    private double _yy;
    private double _xy;

    public double Area { get; private set; }

    /// <summary>
    /// The area as a share of that of the ellipse with the same second moments: 1 for a full ellipse, about .9 for two discs that touch.
    /// </summary>
    public readonly double Ellipticity
    {
        get
        {
            // A pixel is a square, whose own variance is a twelfth.
            var (x, y) = (_x / Area, _y / Area);
            var (xx, yy, xy) = ((_xx / Area) - (x * x) + (1 / 12.0), (_yy / Area) - (y * y) + (1 / 12.0), (_xy / Area) - (x * y));
            return Area / (4 * Math.PI * Math.Sqrt(Math.Max((xx * yy) - (xy * xy), 1e-9)));
        }
    }

    public void Add(int x, int y)
    {
        Area++;
        _x += x;
        _y += y;
        _xx += (double)x * x;
        _yy += (double)y * y;
        _xy += (double)x * y;
    }
}
