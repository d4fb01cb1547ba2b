import { describeAgreements } from "./agreements.suite.ts";
import { describeAlerts } from "./alerts.suite.ts";
import { describeAnnotations } from "./annotations.suite.ts";
import { launchApp } from "./app.ts";
import { describeBacktest } from "./backtest.suite.ts";
import { describeBoard } from "./board.suite.ts";
import { describeCombined } from "./combined.suite.ts";
import { describeDefine } from "./define.suite.ts";
import { describeEpisodes } from "./episodes.suite.ts";
import { describeGroups } from "./groups.suite.ts";
import { describeInsight } from "./insight.suite.ts";
import { describeLive } from "./live.suite.ts";
import { describeLookUp } from "./look-up.suite.ts";
import { describeNotifications } from "./notifications.suite.ts";
import { describeObjective } from "./objective.suite.ts";
import { describePolicies } from "./policies.suite.ts";
import { describeSource } from "./source.suite.ts";
import { describeSources } from "./sources.suite.ts";

// One file, so that the pages are built and the browser is started once.
const app = launchApp();

describeBoard(app);
describeObjective(app);
describeInsight(app);
describeBacktest(app);
describeEpisodes(app);
describeAnnotations(app);
describeDefine(app);
describeSources(app);
describeSource(app);
describeLookUp(app);
describeAlerts(app);
describeNotifications(app);
describeAgreements(app);
describePolicies(app);
describeGroups(app);
describeCombined(app);
describeLive(app);
