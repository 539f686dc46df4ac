using static Stylize.Engine.StylizeError;

namespace Stylize.Studio;

/// <summary>The errors of the studio.</summary>
internal static class Errors
{
    public static readonly ErrorText
        FileElsewhere = new("{targetOption} names '{path}', which is not in a folder that the studio was started with.",
            "Copy the file next to the input, or use the command line."),
        NothingWritten = new(OperationFailed, "The run wrote no file.",
            "This is a bug in Stylize. Report it with the input."),
        NoStore = new(OperationFailed, "The studio was started without a store of measurements.",
            "Start it with the command."),
        PortInUse = new("Cannot open port {port}: {reason}",
            "Choose another {Port}, or leave it out for a random one."),
        NoPort = new(OperationFailed, "Cannot open a port on this machine: {reason}",
            "Check the limits on network ports.");
}
