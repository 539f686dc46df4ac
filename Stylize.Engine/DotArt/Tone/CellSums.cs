namespace Stylize.Engine.DotArt.Tone;

/// <summary>Sums over the pixels of one Voronoi cell.</summary>
/// <param name="Mass">Sum of the density.</param>
/// <param name="X">Sum of density times x.</param>
/// <param name="Y">Sum of density times y.</param>
/// <param name="Ink">Sum of the ink, in pixels of the ink plane.</param>
/// <param name="Area">Number of pixels.</param>
internal record struct CellSums(float Mass, float X, float Y, float Ink, float Area)
{
    /// <summary>Adds the sums of another part of the cell.</summary>
    public void Add(in CellSums other)
    {
        Mass += other.Mass;
        X += other.X;
        Y += other.Y;
        Ink += other.Ink;
        Area += other.Area;
    }
}
