using Stylize.Benchmarks;
using Stylize.Benchmarks.Figures;

// The command that measures the start of .NET must not load anything else.
return args is [FigureReport.NothingCommand] ? 0 : BenchmarkCommands.Run(args);
