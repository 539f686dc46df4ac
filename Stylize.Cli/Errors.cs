using static Stylize.Engine.StylizeError;

namespace Stylize.Cli;

/// <summary>The errors of the command line.</summary>
internal static class Errors
{
    public static readonly ErrorText
        GivenTwice = new("{targetOption} is given {times} times.", "Give it once."),
        PlateFromPipe = new("A plate cannot be read from standard input.", "Give the files or their folder."),
        ResultAsInput = new(ImageMissing, "'{target}' does not exist.", "To name the result, use -o {typed}."),
        WorkersWithPipe = new("Workers cannot use standard input or output.", "Give files and folders."),
        OptionWithPipe = new("{name} cannot be used with {stream}.", "Omit {name}, or use files."),
        InputsWithPipe = new("{inputs} inputs cannot be used with {stream}.",
            "Give one input, or a destination folder."),
        OutputIsTerminal = new("Standard output is a terminal.",
            "Redirect it with > or |, or give {DestinationPath} a file name."),
        OutputUnnamed = new("The output of standard input needs a file name.",
            "Give {DestinationPath} a file name that ends in {extensions}, or - for standard output."),
        InputsToPipe = new("{inputs} inputs cannot be written to standard output.", "Give one input."),
        FilesWithPipe = new("The result has further files ({others}), which standard input and output do not support.",
            "Omit the option that creates them, or use files."),
        BlankPath = new("{targetOption} is blank.", "Specify a path."),
        PipeTooLarge = new(ImageTooLarge,
            "Standard input has more than {max:N0} bytes, the limit for the free memory.",
            "Save it as a file, and give the file name."),
        PipeEmpty = new(ImageMissing, "Standard input is empty.", "Pipe an image file into the command."),
        NoInput = new(ImageMissing, "No file matches '{pattern}'.",
            "Check the path. In patterns, only * and ? stand for other characters."),
        Unquoted = new(ImageMissing, "'{target}' does not exist.",
            "If the name contains spaces, quote it: \"{name}\"."),
        NeedsValue = new("{name} needs a value, but the option '{next}' follows it.",
            "For that text, write {name}={next}."),
        FileNeedsValue = new("{name} needs a value, but the option '{next}' follows it.",
            "For a file of that name, write ./{next}.");
}
