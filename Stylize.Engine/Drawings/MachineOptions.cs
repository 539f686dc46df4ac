namespace Stylize.Engine.Drawings;

/// <summary>The machine that draws with pens, and its speeds.</summary>
public sealed record MachineOptions : IOptionRecord
{
    [Option("Speed with the pen down.", Unit = "mm/s", Above = 0, Max = 10_000,
        Default = "50; with G-code, that of the machine", Group = HelpGroup.Plotter)]
    [ForPens]
    public float? DrawSpeed { get; init; }

    [Option("Speed with the pen up.", Unit = "mm/s", Above = 0, Max = 10_000,
        Default = "150; with G-code, that of the machine", Group = HelpGroup.Plotter)]
    [ForPens]
    public float? TravelSpeed { get; init; }

    [Option("Time to raise and lower the pen once, for the minutes.", Unit = "seconds", Min = 0, Max = 60,
        Default = "0.4; with G-code, that of the machine", Group = HelpGroup.Plotter)]
    [ForPens]
    public float? LiftTime { get; init; }

    [Option("Machine that reads the G-code: a name, or a file.", Name = "Machine", IsFile = true, ValueName = "name",
        Words = [Machine.DefaultName, "grbl-z", "grbl-laser", "laser", "marlin-servo", "marlin-z"],
        Default = Machine.DefaultName, Group = HelpGroup.Plotter)]
    [Implies("Format", DrawingFormat.Gcode)]
    public string? MachineName { get; init; }

    /// <inheritdoc/>
    public override string ToString() => OptionText.Differences(this);

    /// <summary>Returns true if the tone of a line is the power of a laser.</summary>
    internal bool VariesPower(DrawingFormat format) => For(format)?.Power is not null;

    /// <summary>Returns the machine that reads the G-code; null if the format does not depend on it.</summary>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    internal Machine? For(DrawingFormat format) =>
        DrawingFormatDefinition.ForFormat(format).UsesMachine
            ? MachineFile.Read(MachineName ?? Machine.DefaultName) : null;

    internal PlotTool Tool(DrawingFormat format)
    {
        var machine = For(format);
        return new(
            machine ?? Machine.Known[Machine.DefaultName], DrawSpeed ?? machine?.DrawFeed / 60 ?? 50,
            TravelSpeed ?? machine?.TravelFeed / 60 ?? 150,
            LiftTime ?? (machine ?? Machine.Known[Machine.DefaultName]).LiftTime)
        {
            IsSpeedGiven = DrawSpeed is not null,
        };
    }
}

/// <summary>A machine with the speeds of its tool.</summary>
/// <param name="DrawSpeed">Speed with the pen down in mm/s.</param>
/// <param name="TravelSpeed">Speed with the pen up in mm/s.</param>
/// <param name="LiftTime">Time to raise and lower the pen once, in seconds.</param>
internal sealed record PlotTool(Machine Machine, double DrawSpeed, double TravelSpeed, double LiftTime)
{
    /// <summary>True if the speed with the pen down is not only that of the machine.</summary>
    public bool IsSpeedGiven { get; init; }
}
