namespace Stylize.Engine.Drawings;

/// <summary>How a plotter reads G-code: its origin, feed rates, and the commands around strokes. Commands may contain
/// <see cref="Fields"/>.</summary>
internal sealed record Machine
{
    /// <summary>The name of the machine if none is given.</summary>
    public const string DefaultName = "grbl-servo";

    /// <summary>What a command may contain: number and label of the pen, feed rates in mm/min, and the size of the
    /// sheet in millimeters.</summary>
    public static readonly string[] Fields = ["{pen}", "{label}", "{draw-feed}", "{travel-feed}", "{width}",
        "{height}"];

    /// <summary>The built-in machines.</summary>
    public static readonly IReadOnlyDictionary<string, Machine> Known =
        new Dictionary<string, Machine>(StringComparer.OrdinalIgnoreCase)
        {
            // Grbl 1.1 with a servo on the spindle output.
            [DefaultName] = new() { PenUp = ["M5", "G4 P0.2"], PenDown = ["M3 S1000", "G4 P0.2"] },

            // Grbl 1.1 or FluidNC with a pen on the Z axis; Z0 is the paper.
            ["grbl-z"] = new() { PenUp = ["G0 Z5"], PenDown = ["G1 Z0 F1000"], TravelFeed = 6000, LiftTime = 0.6 },

            // Grbl 1.1 with a laser. A tap burns for 0.05 s.
            ["grbl-laser"] = new()
            {
                Start = ["G21", "G90", "M5"], PenUp = ["M5"], PenDown = ["M3 S300", "G4 P0.05"],
                DrawFeed = 1500, TravelFeed = 6000,
                LiftTime = 0.05,
            },

            // Grbl 1.1 in laser mode ($32 = 1). M4 turns the laser off between strokes, and lowers the power at
            // corners.
            ["laser"] = new()
            {
                Start = ["G21", "G90", "M4 S0"], PenUp = ["S0"], PenDown = ["S1000"],
                End = ["M5", "G0 X0 Y0 F{travel-feed}", "M2"],
                Power = 1000, DrawFeed = 1500, TravelFeed = 6000, LiftTime = 0,
            },

            // Marlin 2 with a servo; M400 waits for the moves before it.
            ["marlin-servo"] = new()
            {
                PenUp = ["M400", "M280 P0 S90", "G4 P200"],
                PenDown = ["M400", "M280 P0 S40", "G4 P200"], TravelFeed = 6000,
            },

            // A Marlin printer with a pen on its tool head; Z0 is the paper.
            ["marlin-z"] = new()
            {
                PenUp = ["G0 Z5 F1200"], PenDown = ["G1 Z0 F1200"], DrawFeed = 2400, TravelFeed = 6000, LiftTime = 0.5,
            },
        };

    /// <summary>Machines that read another format than G-code, with the names that contain them.</summary>
    internal static readonly (string Name, DrawingFormat Format)[] Others =
        [("AxiDraw", DrawingFormat.Svg), ("NextDraw", DrawingFormat.Svg), ("HP-GL", DrawingFormat.Hpgl)];

    public IReadOnlyList<string> Start { get; init; } = ["G21", "G90"];
    public IReadOnlyList<string> End { get; init; } = ["G0 X0 Y0 F{travel-feed}", "M2"];
    public IReadOnlyList<string> PenUp { get; init; } = [];
    public IReadOnlyList<string> PenDown { get; init; } = [];

    /// <summary>Commands before each pen except the first; by default the machine waits for the user.</summary>
    public IReadOnlyList<string> PenChange { get; init; } = ["G0 X0 Y0 F{travel-feed}", "M0 ; {label}"];

    /// <summary>Feed rate with the pen down, in mm/min.</summary>
    public double DrawFeed { get; init; } = 3000;

    /// <summary>Feed rate with the pen up, in mm/min.</summary>
    public double TravelFeed { get; init; } = 9000;

    /// <summary>Time to raise and lower the pen once, in seconds: the waits of <see cref="PenUp"/> and
    /// <see cref="PenDown"/>, or 5 mm up and down at their feed rates.</summary>
    public double LiftTime { get; init; } = 0.4;

    /// <summary>The S value of lines in full tone, for a laser whose power follows the tone; null for constant power,
    /// and for pens.
    /// </summary>
    public double? Power { get; init; }

    /// <summary>The point of the sheet that has the coordinates 0, 0.</summary>
    public PlotOrigin Origin { get; init; } = PlotOrigin.BottomLeft;

    /// <summary>True if the y axis points to the top of the sheet.</summary>
    public bool IsYUp { get; init; } = true;

    /// <summary>True to write arcs (G2, G3); false to write short lines.</summary>
    public bool HasArcs { get; init; } = true;
}

/// <summary>A point of a sheet.</summary>
internal enum PlotOrigin
{
    BottomLeft,
    BottomRight,
    TopLeft,
    TopRight,
    Center,
}
