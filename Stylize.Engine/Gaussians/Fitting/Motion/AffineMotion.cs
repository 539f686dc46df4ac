namespace Stylize.Engine.Gaussians.Fitting.Motion;

/// <summary>
/// A movement (Ux x + Uy y + U, Vx x + Vy y + V) in pixels of a pixel (x, y) relative to the center of the picture. The default moves
/// nothing.
/// </summary>
internal readonly record struct AffineMotion(double Ux, double Uy, double U, double Vx, double Vy, double V)
{
    public (double X, double Y) At(double x, double y) => ((Ux * x) + (Uy * y) + U, (Vx * x) + (Vy * y) + V);
}
