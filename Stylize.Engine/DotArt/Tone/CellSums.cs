namespace Stylize.Engine.DotArt.Tone;

/// <summary>What the pixels of one Voronoi cell add up to.</summary>
/// <param name="Mass">Sum of the density.</param>
/// <param name="X">Sum of density times x.</param>
/// <param name="Y">Sum of density times y.</param>
/// <param name="Ink">Sum of the ink, working pixels.</param>
/// <param name="Area">Number of pixels.</param>
internal record struct CellSums(float Mass, float X, float Y, float Ink, float Area)
{
    public void Add(in CellSums other)
    {
        Mass += other.Mass;
        X += other.X;
        Y += other.Y;
        Ink += other.Ink;
        Area += other.Area;
    }
}
